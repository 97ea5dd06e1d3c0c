"""The LaTeX that GitHub's MathJax is known to show: an allow-list, so that a misspelt or removed macro is found before a reader finds it.

GitHub removed from MathJax what could define macros, hide text or leave the formula:
\\operatorname, \\mbox, \\phantom, \\newcommand, \\href, ...
"""

from __future__ import annotations

_GREEK = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma
varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath
jmath Re Im aleph
"""
_OPERATORS = """
sum prod int iint oint bigcup bigcap bigoplus lim limsup liminf sup inf max min arg exp log ln det dim ker gcd deg Pr
sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan mathop nolimits limits bmod pmod mod
"""
_RELATIONS = """
le leq ge geq lt gt ne neq equiv approx sim simeq cong propto in notin ni subset subseteq subsetneq supset supseteq ll
gg prec preceq succ succeq mid nmid parallel perp models vdash triangleq doteq leqslant geqslant lesssim gtrsim not
asymp
"""
_ARROWS = """
to gets mapsto leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longrightarrow longleftarrow
longleftrightarrow Longrightarrow Longleftarrow Longleftrightarrow longmapsto implies impliedby iff hookrightarrow uparrow downarrow
nearrow searrow xrightarrow
"""
_SYMBOLS = """
times cdot div pm mp ast star circ bullet oplus otimes cup cap setminus wedge vee land lor neg lnot forall exists
nexists emptyset varnothing infty partial nabla prime dagger top bot angle triangle square blacksquare Box checkmark
ldots cdots vdots ddots dots dotsc dotsb backslash because therefore
"""
_LAYOUT = """
left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr lbrace rbrace lbrack rbrack langle
rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil quad qquad frac dfrac tfrac cfrac binom dbinom tbinom
sqrt overline underline hat widehat bar tilde widetilde vec dot ddot check breve overbrace underbrace overset underset
stackrel substack text textrm textbf textit texttt textsf mathrm mathbf mathbb mathcal mathfrak mathsf mathtt mathit
mathscr boldsymbol displaystyle textstyle scriptstyle boxed begin end hline cr nonumber notag
"""

MACROS = frozenset(" ".join((_GREEK, _OPERATORS, _RELATIONS, _ARROWS, _SYMBOLS, _LAYOUT)).split())
ENVIRONMENTS = frozenset("aligned gathered split cases array matrix pmatrix bmatrix vmatrix Vmatrix smallmatrix".split())
