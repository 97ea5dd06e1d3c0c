"""The rows on running text and captions: which derivation shows or refutes which part."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, half_space, prose
from proofs import prose_completeness as complete
from proofs import running_text as text
from proofs import running_text_refuted as refuted
from proofs.completeness import shown
from proofs.partial_derivatives import partial
from proofs.perturb_softmax import equation_46, minimal
from proofs.written import fails, joined
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement
from verifier.engines.derive import Derivation

PARTIAL = r"v = \pm e_i: \quad f(\theta + t e_i) - f(\theta) = t P(i \text{ is the argmax}) + o(|t|)"
SAME = (r"P(i \text{ is the argmax of } \theta + \gamma) = s(\theta)_i \text{ for every } \theta \text{ and } i \text{: one may be written for the other.}",)
INTERIOR = (
    r"p > 0, \ t = \min_k p_k: \quad p_i + t (p_i - q_i) \ge p_i - t q_i \ge p_i - t \ge 0, \qquad \textstyle\sum_i (p_i + t (p_i - q_i)) = 1",
    r"\text{Conversely, with } q = e_m: \ p_m + t (p_m - 1) \ge 0 \text{ for some } t > 0 \text{, so } p_m \ge \tfrac{t}{1+t} > 0.",
)
IMAGE = (*complete.ONTO_BY_MINIMUM, r"\mathbb{E}\, s(\theta+\gamma)_i > 0, \quad \textstyle\sum_i \mathbb{E}\, s(\theta+\gamma)_i = 1")
STRICT = (
    r"f(y) \ge f(x) + \langle p, y - x \rangle, \ f(x) \ge f(y) + \langle p, x - y \rangle, \ m = \tfrac{x+y}{2}:",
    r"f(m) \ge \tfrac12 (f(x) + \langle p, m - x \rangle) + \tfrac12 (f(y) + \langle p, m - y \rangle) = \tfrac12 f(x) + \tfrac12 f(y) \text{, against strict convexity unless } x = y.",
)
ONE_POINT = (
    r"d = 2, \ \Theta = \{0\}, \ \gamma = 0, \ p = (\tfrac34, \tfrac14): \quad \theta^* = 0 \text{ is the only argument, hence the maximal one over } \Theta",
    r"\nabla f(0) = \operatorname{softmax}(0, 0) = (\tfrac12, \tfrac12) \ne p",
)
AT_MAXIMUM = (r"\theta^* \text{ minimises } f - \langle p, \cdot \rangle \text{ over } \mathbb{R}^d \text{, which is differentiable: } 0 = \partial_i f(\theta^*) - p_i = \mathbb{E}\, s(\theta^*+\gamma)_i - p_i",)
HALF_PLANE = (
    r"d = 3, \quad \Theta = \{\theta : \theta_1 + \theta_2 + \theta_3 = 0, \ \theta_1 + \theta_2 \le 2\theta_3\} \text{, the law of } \gamma \text{ arbitrary}",
    r"h_1(2n, -3n, n) = n, \quad h_2(-3n, 2n, n) = n, \quad h_3(-n, -n, 2n) = 3n \text{, points of } \Theta \text{ for } n \ge 0; \quad \text{translates of one sum are equal}",
    *complete.HALF_SPACE[2:],
)
QUOTIENTS = (
    r"\left| \tfrac1t (\max\{\theta + t v + \gamma\} - \max\{\theta + \gamma\}) \right| \le \max_i |v_i| \text{, and it tends to } \max \{v_i : i \text{ leads}\}",
    r"\text{Ties have probability 0, so the mean of the limit is } \textstyle\sum_i v_i P(i \text{ leads}).",
)
IMAGES = "claim the set of Perturb-Softmax distributions"
WITHIN = ((text.only_positive, "nothing else is", IMAGE[-1:]), (text.open_simplex_is_convex, "ri Δ is convex", ()))
HOLDS = {
    ("figure 1", "repaired 1"): (
        (text.complete_where_covered, "every vector a translate of a member: complete", complete.ONTO_BY_MINIMUM),
        (text.single_valued, "single-valued", prose.GRADIENT),
    ),
    ("claim softmax and Gumbel-Argmax have the same properties", "printed"): (
        (text.same_image(0), "what softmax reaches, Gumbel-Argmax reaches", SAME), (text.same_image(1), "and conversely", SAME),
        (text.same_injectivity(2), "softmax one-to-one: Gumbel-Argmax one-to-one", SAME), (text.same_injectivity(3), "and conversely", SAME),
    ),
    ("claim relative interior of the simplex", "printed"): (
        (text.positive_is_inside, "positive: relative interior", INTERIOR), (text.inside_is_positive, "relative interior: positive", INTERIOR[1:]),
    ),
    (IMAGES, "repaired 1"): ((text.complete_given, "every p of ri Δ is reached", IMAGE), *WITHIN),
    ("claim strict convexity makes the gradient one-to-one", "printed"): ((text.one_subgradient_point, "one p, one point", STRICT),),
    ("claim the gradient vanishes at the maximal argument in Theorem 4.3", "repaired 1"): (
        (text.gradient_at_maximum, "the gradient at a maximum over all of R^d", AT_MAXIMUM),),
    ("claim sets that satisfy the conditions of Theorems 4.1 and 4.3", "repaired 1"): (
        (text.complete_given, "complete", complete.ONTO_BY_MINIMUM), (text.minimal_given, "one-to-one", prose.MINIMAL)),
    ("claim the perturb-log-sum-exp is convex", "printed"): ((equation_46, "convexity of f", prose.MEAN_CONVEX),),
    ("claim differentiation under the integral in Lemma 5.2", "repaired 1"): (
        (partial, "the partial derivatives", (*QUOTIENTS, PARTIAL)), (text.slopes, "directional derivatives of f", QUOTIENTS),
    ),
}


@BOOK.proof(*dict.fromkeys(name for name, _ in HOLDS))
def written(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What fails, and what holds."""
    yield from failures(statement)
    for form in statement.forms:
        for number, (build, words, lines) in enumerate(HOLDS.get((statement.id, form.name), ())):
            yield shown(form, number, build, words, lines)


def failures(statement: Statement) -> Iterator[Evidence]:
    d = Derivation()
    if statement.id in ("figure 1", IMAGES):
        joined(d, [half_space.half_space_is_convex(d), half_space.every_coordinate_leads(d), half_space.some_vector_is_missed(d,
            statement.printed)])
        words = "a half-space meets the hypotheses and is not complete, for every law"
        yield fails(statement.printed, 0, half_space.HALF_SPACE, d, words, *complete.HALF_SPACE, general=half_space.of_every_dimension())
        for number, (build, words, lines) in enumerate(WITHIN if statement.id == IMAGES else (), 1):
            yield shown(statement.printed, number, build, words, lines)
    elif statement.id == "claim sets that satisfy the conditions of Theorems 4.1 and 4.3":
        refuted.half_plane(d, statement.printed)
        words = "half a plane meets the hypotheses and is not complete, for every law"
        yield fails(statement.printed, 0, refuted.HALF_PLANE, d, words, *HALF_PLANE, general=half_space.of_every_dimension())
        one_to_one = "no two translates: minimal"
        yield shown(statement.printed, 1, lambda d, form: minimal(d, d.hypothesis(2, "no_two_translates(Theta)")), one_to_one, prose.SOFTMAX_DETERMINES)
    elif statement.id == "claim the gradient vanishes at the maximal argument in Theorem 4.3":
        refuted.gradient_does_not_vanish(d, statement.printed)
        yield fails(statement.printed, 0, refuted.POINT, d, "at the only point of {0}", *ONE_POINT, general=refuted.below_lemma())
