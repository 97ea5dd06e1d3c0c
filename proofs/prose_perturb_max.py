r"""Display lines for Perturb-Argmax: what a reader can follow by hand. Notation: M(x) = max_i x_i, F(θ) = E[M(θ+γ) - M(γ)], L the leaders at θ + γ."""

NOTATION = r"M(x) = \max_i x_i, \quad F(\theta) = \mathbb{E}[M(\theta+\gamma) - M(\gamma)], \quad L = \{i : \theta_i + \gamma_i = M(\theta+\gamma)\}, \quad u_i = \mathbb{1}[i \in L]"
FINITE = (r"M(\theta+\gamma) = M(\gamma) + (M(\theta+\gamma) - M(\gamma)), \quad |M(\theta+\gamma) - M(\gamma)| \le \max_i |\theta_i|",)

SUPPORT = (
    NOTATION,
    r"\text{For each } \gamma \text{ and all small } \epsilon > 0: \quad \tfrac{1}{\epsilon}\left(M(\theta + \epsilon v + \gamma) - M(\theta+\gamma)\right) = \max_{i \in L} v_i; \text{ it is bounded by } \max_i |v_i|.",
    r"\text{So, by dominated convergence, } \tfrac{1}{\epsilon}\left(F(\theta + \epsilon v) - F(\theta)\right) \to \mathbb{E} \max_{i \in L} v_i.",
    r"p \in \partial F(\theta): \quad \langle p, v \rangle \le \tfrac{1}{\epsilon}\left(F(\theta + \epsilon v) - F(\theta)\right) \to \mathbb{E} \max_{i \in L} v_i",
)
SUPPORT_BACK = (
    NOTATION,
    r"M(y+\gamma) - M(\theta+\gamma) \ge \max_{i \in L} (y_i - \theta_i), \text{ since a leader moves by } y_i - \theta_i",
    r"F(y) - F(\theta) \ge \mathbb{E} \max_{i \in L} (y_i - \theta_i) \ge \langle p, y - \theta \rangle",
)
SHARED = (
    NOTATION,
    r"s_i = w_i u_i / \textstyle\sum_j w_j u_j \ge 0, \quad \sum_i s_i = 1, \quad s_i = 0 \text{ for } i \notin L",
    r"\textstyle\sum_i s_i v_i \le \max_{i \in L} v_i, \quad \text{so } p = \mathbb{E} s \text{ satisfies } \langle p, v \rangle \le \mathbb{E} \max_{i \in L} v_i \text{ for every } v",
)
ONE = (
    *SUPPORT,
    r"N = \textstyle\sum_i u_i \text{ leaders: } \left| \max_{i \in L} v_i - \sum_i u_i v_i \right| \le b (N - 1) \text{ where } |v_i| \le b",
    r"\text{No ties: } \mathbb{E} N = 1, \text{ so } \mathbb{E} \max_{i \in L} v_i = \textstyle\sum_i v_i P(i \in L).",
    r"\langle p, v \rangle \le \textstyle\sum_i v_i P(i \in L) \text{ for } v_i = p_i - P(i \in L): \quad \sum_i v_i^2 \le 0, \quad p_i = P(i \in L)",
)
SLOPES = (
    *SUPPORT[:3],
    r"\text{No ties: } \mathbb{E} \max_{i \in L} v_i = \textstyle\sum_i v_i P(i \in L), \text{ as } \max_{i \in L} v_i \text{ and } \sum_i u_i v_i \text{ differ by at most } b(N-1) \text{ with } \mathbb{E}(N-1) = 0",
)
NO_TIES = (
    *SHARED,
    r"\text{Share equally, or with the proportion of } k \text{ doubled: } s_k = \frac{u_k}{N} \text{ and } s_k' = \frac{2 u_k}{N + u_k}",
    r"s_k' - s_k = \frac{u_k (N-1)}{N(N+1)} \ge \frac{u_k (N-1)}{d(d+1)}, \quad \text{and } \mathbb{E} s_k' = \mathbb{E} s_k, \text{ if there is one subgradient only}",
    r"\text{So } \mathbb{E} u_k (N-1) \le 0 \text{ for every } k; \text{ the sum over } k \text{ is } \mathbb{E} N(N-1) \ge \mathbb{E}(N-1) \ge 0: \quad \mathbb{E} N = 1.",
)
CONVEX = (r"M(\lambda x + (1-\lambda) y) \le \lambda M(x) + (1-\lambda) M(y) \text{ for } x = \theta + \gamma,\ y = \tau + \gamma; \text{ the mean keeps it}",)
SPANNED = (
    r"\text{For } p \in ri(\Delta) \text{ the convex function } F(x) - \langle p, x \rangle \text{ is constant along } \mathbf{1} \text{ and grows along every other direction: it has a minimum } x.",
    r"\text{There } p \in \partial F(x), \text{ and } p \in \partial F(x + c\mathbf{1}) \text{ for every } c.",
)
IN_SIMPLEX = (
    r"\langle q, x \rangle - f(x) \le c \text{ for every } x. \quad x = t\mathbf{1}: \ t \left(\textstyle\sum_i q_i - 1\right) \le c + f(0) \text{ for every } t, \text{ so } \sum_i q_i = 1.",
    r"x = -t e_i,\ t > 0: \quad -t q_i \le c + f(-t e_i) \le c + f(0) \text{ for every } t, \text{ so } q_i \ge 0",
)
LEAD_TAKEN = (r"\text{On a segment in } \Theta \text{ from a point with } h_i < n \text{ to one with } h_i > n \text{ the continuous } h_i \text{ takes the value } n.",)
MIDDLE = (
    r"d = 3,\ \Theta = \{\theta : \theta_1 + \theta_2 \le 2\theta_3\},\ \gamma = (-1, -1, 0): \quad f(\theta) = \max(\theta_1 - 1, \theta_2 - 1, \theta_3)",
    r"h_1(n, -2n, 0) = n, \quad h_2(-2n, n, 0) = n, \quad h_3(0, 0, n) = n, \quad \text{all in } \Theta \text{ for } n \ge 0",
    r"(\tfrac13, \tfrac13, \tfrac13) \in \partial f(\theta) \text{ with } y = (1, 1, 0),\ f(y) = 0: \quad f(\theta) + \tfrac13 (2 - \theta_1 - \theta_2 - \theta_3) \le 0",
    r"\text{But } f(\theta) \ge \theta_3 \text{ and } \theta_1 + \theta_2 + \theta_3 \le 3\theta_3, \text{ so the left side is at least } \tfrac23.",
)
FULL_SUPPORT = (
    NOTATION,
    r"\theta, \tau \text{ no translates: } \theta_i - \tau_i > \theta_j - \tau_j \text{ for some } i, j. \quad m = \lambda\theta + (1-\lambda)\tau, \quad \kappa = \lambda(1-\lambda)\left((\theta_i - \tau_i) - (\theta_j - \tau_j)\right) > 0",
    r"G(\gamma) = \lambda M(\theta+\gamma) + (1-\lambda) M(\tau+\gamma) - M(m+\gamma) \ge 0 \text{ for every } \gamma",
    r"\text{Where all } |m_k + \gamma_k| \le \kappa/4: \quad M(m+\gamma) \le \tfrac{\kappa}{4},\ M(\theta+\gamma) \ge \theta_i + \gamma_i,\ M(\tau+\gamma) \ge \tau_j + \gamma_j, \text{ so } G(\gamma) \ge \tfrac{\kappa}{2}.",
    r"\text{That is a neighbourhood of } \gamma = -m; \text{ it has positive probability. So } \mathbb{E} G > 0: \quad F(m) < \lambda F(\theta) + (1-\lambda) F(\tau).",
    r"\text{A } p \text{ that is a subgradient at } \theta \text{ and at } \tau \text{ gives } F(\tfrac{\theta+\tau}{2}) \ge \tfrac12 F(\theta) + \tfrac12 F(\tau): \text{ then they are translates.}",
)
TRANSLATES = (r"F(\theta + c\mathbf{1}) = F(\theta) + c \text{ and } \textstyle\sum_i p_i = 1: \text{ a subgradient at } \theta \text{ is one at } \theta + c\mathbf{1}; \text{ and at every } \theta \text{ there is one.}",)
BOUNDED = (
    r"\max\gamma - \min\gamma \le c \text{ almost surely and } \theta_i - \theta_j \ge c \text{ for every } j \ne i: \quad M(\theta+\gamma) = \theta_i + \gamma_i \text{ almost surely}",
    r"F(y) - F(\theta) = \mathbb{E}[M(y+\gamma) - \theta_i - \gamma_i] \ge y_i - \theta_i",
)
ONE_VARIABLE = (
    r"\gamma = (Z, Z): \quad F(x) = \mathbb{E}[\max(x_1 + Z, x_2 + Z) - Z] = \max(x_1, x_2), \text{ whatever the law of } Z",
    r"\Theta = \{\theta \in \mathbb{R}^2 : \theta_1 = 0\} \text{ is convex and has no two translates.}",
    r"\theta = (0, 1),\ \tau = (0, 2): \quad F(y) \ge y_2 = F(\theta) + \langle (0, 1), y - \theta \rangle = F(\tau) + \langle (0, 1), y - \tau \rangle",
    r"\text{So } (0, 1) \text{ is the gradient at both: index 2 is the argmax with certainty.}",
)
INDICATOR = (r"x_i = M(x): \quad M(x) + (y_i - x_i) = y_i \le M(y)",)
SHARE_AT_MOST = (r"s_i \le u_i: \text{ a share is at most } 1, \text{ and } 0 \text{ for who does not lead}",)
MAXIMA = (r"\theta_i + \gamma_i \ge a + b \ge \theta_j + \gamma_j \text{ if } \theta_j \le a \text{ and } \gamma_j \le b",)
UNIT_VECTORS = (
    r"d = 2, \text{ two independent signs: } f(x) = \mathbb{E} \max(x_1 + \gamma_1, x_2 + \gamma_2) \ge x_k + \mathbb{E}\gamma_k = x_k, \quad \text{so } f^*(e_k) = \sup_x x_k - f(x) \le 0 < \infty",
    r"e_1 = (1, 0) \text{ and } e_2 = (0, 1) \text{ cannot both be } \lambda^*.",
)
FINITE_ON = (r"q \in \Delta: \quad M(x+\gamma) \ge \textstyle\sum_i q_i (x_i + \gamma_i), \quad \langle q, x \rangle - f(x) \le -\sum_i q_i \mathbb{E}\gamma_i",)
SHARES = r"s_i = w_i u_i / \textstyle\sum_j w_j u_j \text{ is the indicator of argmax} = i \text{, ties shared}; \quad p_i = \mathbb{E} s_i"
CHAIN = {
    53: (*SHARED, r"p \in \partial f(\theta): \quad \langle p, y \rangle - f(y) \le \langle p, \theta \rangle - f(\theta) \text{ for every } y"),
    54: (SHARES, r"\textstyle\sum_i s_i = 1"),
    55: (SHARES, r"|s_i M(\theta+\gamma)| \le |M(\theta+\gamma)|, \text{ integrable: expectation and sum may be exchanged}"),
    56: (SHARES, r"s_i \left(M(\theta+\gamma) - \theta_i - \gamma_i\right) = 0"),
    57: (SHARES, r"s_i \gamma_i = s_i M(\theta+\gamma) - s_i \theta_i \text{ is integrable}"),
    58: (SHARES, r"\mathbb{E} s_i \theta_i = p_i \theta_i"),
    59: (SHARES, r"\mathbb{E} M(\theta+\gamma) = \textstyle\sum_i \mathbb{E} s_i (\theta_i + \gamma_i) = \sum_i p_i \theta_i + \sum_i \mathbb{E} s_i \gamma_i"),
}
VALUE = (*CHAIN[59], r"\gamma_{\hat{i}} = \textstyle\sum_i s_i \gamma_i")
CONDITIONAL = (r"p_i\, m_i = \mathbb{E} s_i \gamma_i \text{ for every } i; \text{ sum over } i",)
TWO_INDICES = (r"x_k \le x_j \text{ for every } k \ne 1: \quad \max(x_1, x_j) \text{ is at least every } x_k \text{ and is one of them}",)
SLOPE_GROWS = (
    r"a < b, \ m = \tfrac{a+b}{2}, \ g(t) = F(\theta + t v) \text{ strictly convex,}",
    r"g'(t) = \textstyle\sum_i v_i P(i \text{ leads at } \theta + t v) \text{ the slope of a tangent:}",
    r"g(a) + \tfrac{b-a}{2} g'(a) \le g(m), \quad g(b) - \tfrac{b-a}{2} g'(b) \le g(m) < \tfrac12 g(a) + \tfrac12 g(b) \implies g'(a) < g'(b)",
)
DIRECTION = (r"\text{If all coordinates of } \tau - \theta \text{ were equal, } \theta \text{ and } \tau \text{ would be translates.}",)
REFLECTED = (
    r"d = 1,\ p(z) = 30 z^2 (1-z)^2: \quad \int p(\gamma)(\theta+\gamma)\,d\gamma = \theta + \tfrac12, \qquad \int p(\theta-\gamma)\,\gamma\,d\gamma = \theta - \tfrac12",
    r"d = 2,\ \theta = (0, 0): \quad \mathbb{E}\max(\gamma_1, \gamma_2) = \tfrac{281}{462}, \qquad \mathbb{E}\max(-\gamma_1, -\gamma_2) = \tfrac{281}{462} - 1",
)
SHIFTED = (
    r"d = 1: \quad \int p(\gamma-\theta)\,\gamma\,d\gamma = \theta + \tfrac12 \text{, by the substitution } \gamma' = \theta + \gamma",
    r"d = 2: \text{ both sides as polynomials in } \theta \text{, where } \theta_1 - \theta_2 \text{ lies below } {-1} \text{, between } {-1} \text{ and } 0 \text{, between } 0 \text{ and } 1 \text{, above } 1",
)
STALE = (
    r"d = 3,\ \theta = 0,\ \lambda = 0,\ v = (0, 1, 0),\ \epsilon = 1: \quad g(1) = \mathbb{E}\max(\gamma_1, 1 + \gamma_2, \gamma_3) = \tfrac{103}{96}",
    r"\text{With } j = 2 \text{ where } \gamma_2 \ge \gamma_3 \text{ and } j = 3 \text{ elsewhere: } \quad \mathbb{E}\max(\gamma_1, \gamma_j + v_j) = \tfrac{59}{64} < \tfrac{103}{96}",
    r"\text{They differ where } \gamma_2 < \gamma_3 < 1 + \gamma_2, \text{ for instance.}",
)
THRESHOLD = (
    r"x = \theta + \gamma, \quad x_k \le x_j \text{ for every } k \ne 1: \qquad x_1 < x_j: \ \max_k x_k = x_j; \qquad x_j \le x_1: \ \max_k x_k = x_1",
)
HALVES = (
    r"u = \mathbb{1}[x_1 = \max_k x_k] \in \{0, 1\}: \quad \max_k x_k = (1 - u) \max_k x_k + u \max_k x_k, \text{ and both are at most } |\max_k x_k| \text{ in size.}",
)
LEADER = (r"u_i = \mathbb{1}[x_i = \max_k x_k]: \quad \mathbb{E} \textstyle\sum_i u_i v_i = \sum_i v_i \mathbb{E} u_i",)
BETWEEN = (
    r"D = x_j - x_1, \ J = D + t (v_j - v_1): \quad D > 0,\ J \ge 0: \ \max(0, J) - J = 0; \quad D > 0,\ J < 0: \ -J = -D - t (v_j - v_1) \le t b - |D|",
    r"D \le 0,\ J \le 0: \ \max(0, J) = 0; \quad D \le 0,\ J > 0: \ J = D + t (v_j - v_1) \le t b - |D|",
)
VANISHING = (
    r"\tfrac1t \max(0, t b - |D|) \text{ lies between } 0 \text{ and } b; \text{ it is } b \text{ where } D = 0, \text{ and } 0 \text{ where } t b < |D|.",
    r"\text{By dominated convergence its mean tends to } b\, P(D = 0) = 0.",
)
FOUR_TERMS = (
    r"\max\{x_1 + \epsilon v_1, x_j + \epsilon v_j\} = x_1 + \epsilon v_1 + \max(0, J), \quad J = x_j - x_1 + \epsilon (v_j - v_1)",
    r"x_j \le x_1: \text{ less } x_1 \text{ it is } \epsilon v_1 + \max(0, J); \qquad x_1 < x_j: \text{ less } x_j \text{ it is } \epsilon v_j + \max(0, J) - J",
)
LINEAR_BETWEEN = (
    r"\gamma = (Z, Z), \text{ whatever the law of } Z: \quad F(x) = \mathbb{E}[\max(x_1 + Z, x_2 + Z) - Z] = \max(x_1, x_2)",
    r"F(0, \tfrac32) = \tfrac32 = \tfrac12 F(0, 1) + \tfrac12 F(0, 2) = \tfrac12 \cdot 1 + \tfrac12 \cdot 2",
)
LEADERS_NOISE = (r"\sum_i \mathbb{E}[s_i \gamma_i] = \mathbb{E} \textstyle\sum_k s_k \gamma_k = \sum_i p_i \, \mathbb{E} \sum_k s_k \gamma_k, \quad \sum_i p_i = 1",)
