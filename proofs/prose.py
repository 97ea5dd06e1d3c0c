r"""The derivations of Perturb-Softmax and softmax in LaTeX, line by line as the certificates go. Notation: s = softmax, \ell = log-sum-exp."""

NOTATION = r"s(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}, \qquad \ell(x) = \log \sum_j e^{x_j}, \qquad \log s(x)_i = x_i - \ell(x)"

TANGENT = r"e^t \ge 1 + t, \text{ with equality only at } t = 0"

PARTED = (
    NOTATION,
    r"\text{If } \log s(x)_i = \log s(y)_i \text{ for every } i \text{, then } x_i = y_i + (\ell(x) - \ell(y)) \text{: translates.}",
    r"\text{So if } x, y \text{ are no translates, } a_i = \log s(x)_i \text{ and } b_i = \log s(y)_i \text{ differ for some } i.",
)

MONOTONE = (
    *PARTED,
    TANGENT,
    r"(e^a - e^b)(a - b) = e^b \left(e^{a-b} - 1 - (a-b)\right) + e^a \left(e^{b-a} - 1 - (b-a)\right)",
    r"\text{This is } \ge 0 \text{, and } > 0 \text{ for } a \ne b.",
    r"\sum_i s(x)_i = \sum_i s(y)_i = 1 \text{ and } x_i - y_i = a_i - b_i + \ell(x) - \ell(y) \text{: so}",
    r"\sum_i (s(x)_i - s(y)_i)(x_i - y_i) = \sum_i (e^{a_i} - e^{b_i})(a_i - b_i) > 0",
)

MONOTONE_MEAN = (
    *MONOTONE,
    r"\text{Let } \theta, \tau \text{ be no translates. Then, for every } \gamma \text{, neither are } x = \theta + \gamma \text{ and } y = \tau + \gamma \text{:}",
    r"\sum_i (s(\theta+\gamma)_i - s(\tau+\gamma)_i)(\theta_i - \tau_i) > 0 \text{ for every } \gamma",
    r"0 < s_i \le 1 \text{ is continuous, hence integrable under every law.}",
    r"\text{A positive integrable variable has a positive mean, and the mean is linear:}",
    r"\sum_i \left(\mathbb{E}\, s(\theta+\gamma)_i - \mathbb{E}\, s(\tau+\gamma)_i\right)(\theta_i - \tau_i) > 0",
)

DETERMINES = (
    *MONOTONE_MEAN,
    r"\text{If } \mathbb{E}\, s(\theta+\gamma) = \mathbb{E}\, s(\tau+\gamma) \text{ the left side is } 0 \text{: so } \theta, \tau \text{ are translates, } \theta = \tau + c\mathbf{1}.",
)

MINIMAL = (
    *DETERMINES,
    r"\theta, \tau \in \Theta \text{ and } \Theta \text{ has no two different translates: } \theta = \tau",
)

NECESSARY = (
    r"\tau_i = \theta_i + c \text{ for every } i \implies s(\tau + \gamma) = s(\theta + \gamma) \text{ for every } \gamma",
    r"\implies \mathbb{E}\, s(\tau+\gamma) = \mathbb{E}\, s(\theta+\gamma)",
    r"\text{So where the map is one-to-one on } \Theta \text{, two translates in } \Theta \text{ are equal.}",
)

EXP_CONVEX = (
    r"m = \lambda a + (1-\lambda) b: \quad \lambda (a - m) + (1-\lambda)(b - m) = 0",
    r"\lambda e^a + (1-\lambda) e^b - e^m = e^m \left[\lambda \left(e^{a-m} - 1 - (a-m)\right) + (1-\lambda)\left(e^{b-m} - 1 - (b-m)\right)\right]",
    r"\text{This is } \ge 0 \text{ since } e^t \ge 1 + t \text{, and } > 0 \text{ for } a \ne b.",
)

LSE_CONVEX = (
    NOTATION,
    *EXP_CONVEX,
    r"a_i = \log s(x)_i,\ b_i = \log s(y)_i, \qquad w = \ell(\lambda x + (1-\lambda) y) - \lambda \ell(x) - (1-\lambda) \ell(y)",
    r"0 \le \sum_i \left(\lambda e^{a_i} + (1-\lambda) e^{b_i} - e^{\lambda a_i + (1-\lambda) b_i}\right) = 1 - e^{w}",
    r"1 + w \le e^w \le 1 \implies w \le 0",
)

LSE_STRICT = (
    *PARTED,
    *EXP_CONVEX,
    r"w = \ell(\lambda x + (1-\lambda) y) - \lambda \ell(x) - (1-\lambda) \ell(y)",
    r"0 < \sum_i \left(\lambda e^{a_i} + (1-\lambda) e^{b_i} - e^{\lambda a_i + (1-\lambda) b_i}\right) = 1 - e^{w}",
    r"1 + w \le e^w < 1 \implies w < 0",
)

MEAN_STRICT = (
    *LSE_STRICT,
    r"\text{For every } \gamma \text{ put } x = \theta + \gamma,\ y = \tau + \gamma \text{, no translates either. Then } X > 0 \text{ for}",
    r"X = \lambda \ell(\theta+\gamma) + (1-\lambda) \ell(\tau+\gamma) - \ell(\lambda\theta + (1-\lambda)\tau + \gamma)",
    r"\text{The three terms are integrable; a positive integrable variable has a positive mean: } \mathbb{E} X > 0.",
    r"\mathbb{E} X = \lambda f(\theta) + (1-\lambda) f(\tau) - f(\lambda\theta + (1-\lambda)\tau)",
)

APART_IN_THETA = (
    r"\theta \ne \tau \text{ in } \Theta \text{ are no translates, by hypothesis.}",
    *MEAN_STRICT,
)

MEAN_CONVEX = (
    *LSE_CONVEX,
    r"\text{For every } \gamma \text{ put } x = \theta + \gamma,\ y = \tau + \gamma \text{. Then } X \ge 0 \text{ for}",
    r"X = \lambda \ell(\theta+\gamma) + (1-\lambda) \ell(\tau+\gamma) - \ell(\lambda\theta + (1-\lambda)\tau + \gamma)",
    r"\text{The three terms are integrable, so } \mathbb{E} X = \lambda f(\theta) + (1-\lambda) f(\tau) - f(\lambda\theta + (1-\lambda)\tau).",
    r"\text{A non-negative integrable variable has a non-negative mean: } \mathbb{E} X \ge 0.",
    r"\text{(Were } \mathbb{E} X < 0 \text{, then } X - \mathbb{E} X \text{ would be a positive variable with mean } 0 \text{.)}",
)

INCREMENT = (
    r"b = 1 + \sum_j \theta_j^2: \quad -b \le \theta_i \le b \text{ for every } i",
    r"e^{-b} \sum_i e^{\gamma_i} \le \sum_i e^{\theta_i + \gamma_i} \le e^b \sum_i e^{\gamma_i} \implies |\ell(\theta+\gamma) - \ell(\gamma)| \le b",
    r"\text{A bounded continuous function is integrable under every law.}",
)

INCREMENT_STRICT = (
    *INCREMENT,
    *MEAN_STRICT[:-2],
    r"X \text{ does not change when } \ell(\gamma) \text{ is taken from each } \ell \text{, as } \lambda + (1-\lambda) - 1 = 0.",
    r"\text{Then the three terms are integrable; a positive integrable variable has a positive mean: } \mathbb{E} X > 0.",
    r"\mathbb{E} X = \lambda F(\theta) + (1-\lambda) F(\tau) - F(\lambda\theta + (1-\lambda)\tau)",
)

GRADIENT = (
    r"\frac{\partial}{\partial \theta_i} \ell(\theta + \gamma) = s(\theta+\gamma)_i \in (0, 1]",
    r"\text{The derivative is bounded by the integrable } 1 \text{, so one may differentiate under the expectation:}",
    r"f \text{ has partial derivatives, and } \frac{\partial}{\partial \theta_i} \mathbb{E}\, \ell(\theta+\gamma) = \mathbb{E}\, s(\theta+\gamma)_i",
)

TRANSLATE = (
    r"\tau = \theta + c\mathbf{1}: \quad \sum_j e^{\tau_j + \gamma_j} = e^c \sum_j e^{\theta_j + \gamma_j} \implies \ell(\tau + \gamma) = \ell(\theta+\gamma) + c",
    r"\text{The mean is linear: } f(\tau) = f(\theta) + c.",
)

SUMS = (
    r"\sum_j \mathbb{E}\, s(\theta+\gamma)_j = \mathbb{E} \sum_j s(\theta+\gamma)_j \text{ (finite sum of bounded terms)}, \qquad \sum_j s_j = 1",
)

POSITIVE_MEAN = (
    r"s(\theta+\gamma)_j > 0 \text{ for every } \gamma \text{, and } s(\theta+\gamma)_j \le 1 \text{, hence integrable.}",
    r"\text{A positive integrable variable has a positive mean.}",
)

SOFTMAX_DETERMINES = (
    NOTATION,
    r"s(\theta) = s(\tau) \implies \theta_i - \ell(\theta) = \tau_i - \ell(\tau) \implies \theta_i = \tau_i + c, \quad c = \ell(\theta) - \ell(\tau)",
)

SUM_ZERO = r"\theta = \tau + c\mathbf{1},\ \sum_i \theta_i = \sum_i \tau_i = 0 \implies d\,c = 0 \implies c = 0 \implies \theta = \tau"
FIRST_ZERO = r"\theta = \tau + c\mathbf{1},\ \theta_1 = \tau_1 = 0 \implies c = 0 \implies \theta = \tau"

ONTO = (
    r"p \in \operatorname{ri}(\Delta),\ x_i = \log p_i: \quad \sum_j e^{x_j} = \sum_j p_j = 1, \qquad s(x)_i = p_i",
)

ONTO_SUM_ZERO = (
    r"\theta = x - c\mathbf{1} \text{ with } c = \frac{1}{d} \sum_j \log p_j: \quad \sum_i \theta_i = 0, \qquad s(\theta) = s(x) = p",
)

ONTO_FIRST_ZERO = (
    r"\theta = x - c\mathbf{1} \text{ with } c = \log p_1: \quad \theta_1 = 0, \qquad s(\theta) = s(x) = p",
)

VERTEX = (
    r"d = 2,\ p = (1, 0) \in \Delta: \quad s(\theta)_2 = \frac{e^{\theta_2}}{e^{\theta_1} + e^{\theta_2}} > 0 = p_2 \text{ for every } \theta",
)

MIDPOINT = (
    *SOFTMAX_DETERMINES,
    r"\tfrac12\theta + \tfrac12\tau = \tau + \tfrac{c}{2}\mathbf{1} \implies \ell(\tfrac12\theta + \tfrac12\tau) = \ell(\tau) + \tfrac{c}{2} = \tfrac12\ell(\theta) + \tfrac12\ell(\tau)",
    r"\text{For } \theta \ne \tau \text{ in } \Theta \text{ strict convexity says } < \text{: so } \theta = \tau.",
)

STRICT_WHERE_MINIMAL = (
    r"\theta \ne \tau \text{ in } \Theta \text{ are no translates: those have the same softmax.}",
    *LSE_STRICT,
)

FIRST_UNIT = (r"d = 2,\ n = 1: \quad \theta = n v = (1, 0), \qquad \theta_1 = 1 \ne 0",)

LESS_ITS_FIRST = (
    r"\theta_i = n (v_i - v_1), \qquad \theta_1 = n (v_1 - v_1) = 0",
    r"\theta_k - \theta_j = n (v_k - v_j) = n (1 - v_j), \text{ which is } n \text{ where } v_j = 0 \text{, that is for } j \ne k",
)

PLAIN_POSITIVE_SUM = r"\sum_i e^{\theta_i} > 0 \text{ as a sum of } d \ge 1 \text{ positive numbers}"
POSITIVE_SUM = r"\sum_i e^{\theta_i + \gamma_i} > 0 \text{ as a sum of } d \ge 1 \text{ positive numbers}"
SPLIT = r"\ell(\theta+\gamma) = (\ell(\theta+\gamma) - \ell(\gamma)) + \ell(\gamma) \text{, a sum of integrable functions}"
AFFINE = (
    r"\lambda\theta + (1-\lambda)\tau = \theta + (1-\lambda)c\mathbf{1} \implies f(\lambda\theta + (1-\lambda)\tau) = f(\theta) + (1-\lambda)c",
    r"= \lambda f(\theta) + (1-\lambda)(f(\theta) + c) = \lambda f(\theta) + (1-\lambda) f(\tau)",
)
EXPONENTS = (
    r"\lambda\theta_i + (1-\lambda)\tau_i + \gamma_i = \lambda(\theta_i+\gamma_i) + (1-\lambda)(\tau_i+\gamma_i)",
    r"e^{\lambda(\theta_i+\gamma_i) + (1-\lambda)(\tau_i+\gamma_i)} = e^{\lambda(\theta_i+\gamma_i)}\, e^{(1-\lambda)(\tau_i+\gamma_i)} = u_i v_i",
)
AT_47 = r"d = 1,\ \lambda = \tfrac12,\ \alpha = e^{1/2},\ c = \frac{\log\alpha}{1-\lambda} = 1,\ \gamma = 0"
FAILS_47 = (
    ("the left side does not give the right side", AT_47, r"\theta = \tau = 0: \quad e^{\tau/2} = (e^{\theta/2})^1 \text{, but } \tau = 0 \ne 1 = \theta + c"),
    ("the right side does not give the left side", AT_47, r"\theta = 0,\ \tau = 1: \quad \tau = \theta + c \text{, but } e^{\tau/2} = e^{1/2} > 1 + \tfrac12 > 1 = (e^{\theta/2})^1"),
)
HOLDS_47 = ("with the factor, the left side gives the right side", "with the factor, the right side gives the left side")
REPAIRED_47 = (
    r"\left(e^{\lambda(\theta_i+\gamma_i)}\right)^{\frac{1-\lambda}{\lambda}} = e^{(1-\lambda)(\theta_i+\gamma_i)}",
    r"e^{(1-\lambda)(\tau_i+\gamma_i)} = \alpha e^{(1-\lambda)(\theta_i+\gamma_i)} \iff (1-\lambda)(\tau_i - \theta_i) = \log\alpha",
    r"\iff \tau_i = \theta_i + c, \quad c = \frac{\log\alpha}{1-\lambda}",
)
WRONG_NORMS = (
    r"d = 2,\ \lambda = \tfrac14,\ \theta = \gamma = 0,\ \tau = (0, \log 2): \quad u = (1, 1),\ v = (1, 2^{3/4})",
    r"\|v\|_{1/\lambda} = \|v\|_4 = (1 + 8)^{1/4}, \qquad \|u\|_{1/(1-\lambda)} = \|u\|_{4/3} = 2^{3/4}",
    r"4 \log\left(\|v\|_4 \|u\|_{4/3}\right) = \log(9 \cdot 2^3) = \log 72",
    r"4 \left(\tfrac14 \ell(\theta) + \tfrac34 \ell(\tau)\right) = \log(2 \cdot 3^3) = \log 54 < \log 72",
)
PRINTED_NORMS = (
    *LSE_CONVEX,
    r"x = \tfrac{1-\lambda}{\lambda}(\tau + \gamma),\ y = \tfrac{\lambda}{1-\lambda}(\theta + \gamma): \quad e^{\lambda x_i} = v_i,\ e^{(1-\lambda) y_i} = u_i",
    r"\langle u, v \rangle = \sum_i e^{\lambda x_i + (1-\lambda) y_i} = e^{\ell(\lambda x + (1-\lambda) y)}",
    r"\|v\|_{1/\lambda} \|u\|_{1/(1-\lambda)} = \Big(\sum_i e^{x_i}\Big)^\lambda \Big(\sum_i e^{y_i}\Big)^{1-\lambda} = e^{\lambda\ell(x) + (1-\lambda)\ell(y)}",
    r"w \le 0 \text{ compares the exponents; exp is increasing, as } e^b \ge e^a (1 + b - a).",
)
RIGHT_PRODUCT = (
    r"u_i^{1/\lambda} = e^{\theta_i+\gamma_i}, \qquad v_i^{1/(1-\lambda)} = e^{\tau_i+\gamma_i}",
    r"\|u\|_{1/\lambda} \|v\|_{1/(1-\lambda)} = \Big(\sum_i e^{\theta_i+\gamma_i}\Big)^\lambda \Big(\sum_i e^{\tau_i+\gamma_i}\Big)^{1-\lambda}",
)
RIGHT_NORMS = (
    *RIGHT_PRODUCT,
    r"\log\left(\|u\|_{1/\lambda} \|v\|_{1/(1-\lambda)}\right) = \lambda \ell(\theta+\gamma) + (1-\lambda) \ell(\tau+\gamma)",
)
RIGHT_HOELDER = (
    *LSE_CONVEX,
    *RIGHT_PRODUCT,
    r"x = \theta+\gamma,\ y = \tau+\gamma: \quad \langle u, v \rangle = e^{\ell(\lambda x + (1-\lambda) y)} \le e^{\lambda\ell(x) + (1-\lambda)\ell(y)} = \|u\|_{1/\lambda} \|v\|_{1/(1-\lambda)}",
)
RIGHT_STRICT = (
    *LSE_STRICT,
    *RIGHT_PRODUCT,
    r"\text{If } \theta, \tau \text{ are no translates, neither are } x = \theta+\gamma,\ y = \tau+\gamma \text{:}",
    r"\langle u, v \rangle = e^{\ell(\lambda x + (1-\lambda) y)} < e^{\lambda\ell(x) + (1-\lambda)\ell(y)} = \|u\|_{1/\lambda} \|v\|_{1/(1-\lambda)}",
)
LEVEL = (
    r"d = 2,\ \lambda = \tfrac14,\ \gamma = 0,\ \theta = (0, 1),\ \tau = (0, \tfrac19): \quad \theta_1 - \tau_1 = 0 \ne \tfrac89 = \theta_2 - \tau_2",
    r"u = (1, e^{1/4}),\ v = (1, e^{1/12}): \quad \langle u, v \rangle = 1 + e^{1/3}",
    r"\|v\|_4 \|u\|_{4/3} = (1 + e^{1/3})^{1/4} (1 + e^{1/3})^{3/4} = 1 + e^{1/3}",
)
DERIVATIVE = r"\frac{\partial}{\partial \theta_j} \log\sum_i e^{\theta_i} = \frac{e^{\theta_j}}{\sum_i e^{\theta_i}} = s(\theta)_j"
ELEMENTARY = r"\ell \text{ is composed of exponentials, a positive sum and its logarithm: differentiable everywhere}"
NO_VECTOR = (
    DERIVATIVE,
    r"\text{Taken at its word: } s(\theta)_1 = \frac{\partial f}{\partial \theta_1} = s(\theta)_2 \text{ for every } \theta.",
    r"\text{At } \theta = (0, 1) \text{ that says } e^0 = e^1 \text{, but } e^1 > 1 + 1.",
)
REACHED = (r"p = s(\theta): \quad p_i = \frac{e^{\theta_i}}{\sum_j e^{\theta_j}} > 0, \qquad \sum_i p_i = 1",)
SUBSTITUTION = (r"u_i^\lambda v_i^{1-\lambda} = e^{\lambda\theta_i} e^{(1-\lambda)\tau_i} = e^{\lambda\theta_i + (1-\lambda)\tau_i}",)
NORMS = (
    r"\lambda \tfrac1\lambda = 1,\ (1-\lambda) \tfrac{1}{1-\lambda} = 1 \text{: in (27), the product of norms is}",
    r"\Big(\sum_i u_i^{\lambda\frac1\lambda}\Big)^\lambda \Big(\sum_i v_i^{(1-\lambda)\frac{1}{1-\lambda}}\Big)^{1-\lambda} = \Big(\sum_i u_i\Big)^\lambda \Big(\sum_i v_i\Big)^{1-\lambda}",
    r"= e^{\lambda\ell(\theta) + (1-\lambda)\ell(\tau)}, \qquad \ell(x) = \log\sum_i e^{x_i}",
)
LOGARITHMS = (
    r"\log \sum_i u_i^\lambda v_i^{1-\lambda} = \ell(\lambda\theta + (1-\lambda)\tau) \le \lambda\ell(\theta) + (1-\lambda)\ell(\tau) \text{, which is } w \le 0 \text{ for } x = \theta,\ y = \tau",
)
MEANING = (r"\sum_i u_i = \sum_i e^{\theta_i}, \qquad \sum_i v_i = \sum_i e^{\tau_i}",)
EQUALITY = (
    *LSE_STRICT,
    r"\text{So } \ell(\lambda x + (1-\lambda) y) < \lambda\ell(x) + (1-\lambda)\ell(y) \text{ unless } x, y \text{ are translates.}",
    *NORMS,
    *SUBSTITUTION,
    r"\text{Equality of the sums says } \ell(\lambda\theta + (1-\lambda)\tau) = \lambda\ell(\theta) + (1-\lambda)\ell(\tau) \text{: only for translates, } \theta_i = \tau_i + t.",
    r"v_i^{1-\lambda} = e^{(1-\lambda)\tau_i} = e^{-(1-\lambda)t} e^{(1-\lambda)\theta_i} = c\, |u_i^\lambda|^{\frac1\lambda - 1}, \quad c = e^{-(1-\lambda)t}",
)
EQUALITY_BACK = (
    r"v_i^{1-\lambda} = c\, u_i^{1-\lambda} \implies c > 0,\ \tau_i = \theta_i + \frac{\log c}{1-\lambda}",
    *NORMS,
    *SUBSTITUTION,
    r"\text{On translates } \ell \text{ is affine: } \ell(\lambda\theta + (1-\lambda)\tau) = \lambda\ell(\theta) + (1-\lambda)\ell(\tau) \text{; take exponentials.}",
)
ABSOLUTE = (
    r"|v_i^{1-\lambda}| = e^{(1-\lambda)\tau_i}, \qquad |u_i^\lambda|^{\frac1\lambda-1} = e^{\lambda\theta_i(\frac1\lambda-1)}",
    r"\text{So (31) and (32) have the same left side, and the same right side.}",
)
DIVIDE = (
    r"c = e^{(1-\lambda)\tau_1 - \lambda\theta_1(\frac1\lambda-1)} > 0, \qquad \lambda(\tfrac1\lambda - 1) = 1 - \lambda",
    r"(1-\lambda)\tau_i = \log c + (1-\lambda)\theta_i \iff \tau_i = \frac{\log c}{1-\lambda} + \theta_i",
)
PROBABILITY = (r"\frac{e^{\theta_i}}{\sum_j e^{\theta_j}} > 0, \qquad \sum_i \frac{e^{\theta_i}}{\sum_j e^{\theta_j}} = 1",)
LOGS = (r"\log p_i = \theta_i - \log\sum_j e^{\theta_j}, \qquad \log q_i = \tau_i - \log\sum_j e^{\tau_j}",)
