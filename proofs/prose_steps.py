r"""Display lines for the steps of Section 8.2.1 and for Section 7: what a reader can follow by hand."""

NO_CONSTANT = (r"i = 1: \ 0 = \tfrac{\log(c)}{1-\lambda} + 0, \quad \text{so } \tau_i = \theta_i \text{ for all } i",)
WRONG_DIRECTION = (
    r"\theta = \tau \implies p = q \text{ on every } \Theta, \text{ on } \mathbb{R}^2 \text{ too; but } \operatorname{softmax}(0, 0) = \operatorname{softmax}(1, 1) = (\tfrac12, \tfrac12)",
)
SUM_NOT_ZERO = (r"d = 2, \ n = 1, \ a = n: \quad \theta = (1, -\tfrac12), \quad 1 - \tfrac12 = \tfrac12 \ne 0",)
SUM_ZERO_AGAIN = (r"n - \tfrac{n}{d} - (d-1) \tfrac{n}{d} = 0, \qquad n - \tfrac{n}{d} - (-\tfrac{n}{d}) = n",)
BOUNDED = (
    r"\gamma_1, \gamma_2 \in (0, 1), \ \theta = (0, s) \text{ with } s \ge 1: \quad \max(\gamma_1, s + \gamma_2) = s + \gamma_2, \quad f(0, s) = s + \mathbb{E}\gamma_2, \qquad f(y) \ge y_2 + \mathbb{E}\gamma_2",
    r"\theta = (0, 10),\ \tau = (0, 11): \quad f(y) \ge f(\theta) + \langle (0, 1), y - \theta \rangle \text{ and } f(y) \ge f(\tau) + \langle (0, 1), y - \tau \rangle",
)
ATOM = (
    r"\theta = -x: \text{ where } \gamma = x \text{ all } d \text{ coordinates of } \theta + \gamma \text{ are } 0 \text{ and lead; so the mean number of leaders is at least } 1 + (d-1) P(\gamma = x) > 1.",
    r"\text{Sharing ties in different proportions gives different subgradients.}",
)
SAME_CONDITIONS = (
    r"\text{complete: } \Theta + \mathbb{R}\mathbf{1} = \mathbb{R}^d \text{ under both models; minimal: no two points of } \Theta \text{ are translates, under both}",
)
FALLS_FASTER = (
    r"r > s = 4 + c^2 + \tfrac1\epsilon: \quad q = e^{-(r+c)} \le 1, \quad e^{1-q} \ge 1, \quad e^{r^2/2-r-c-1} \ge \tfrac{r^2}{2} - r - c > \tfrac1\epsilon",
    r"e^{-r^2/2} < \epsilon\, e^{-(r+c)-1} \le \epsilon\, e^{-(r+c)} e^{-q}",
)
CONSTRAINED = (r"\tau_i = t + \theta_i \text{ for every } i: \quad \alpha = (-1, 1), \quad -\theta_i + \tau_i = t",)
NEXT_POSITIVE = (r"a_{k+1} (k + 1) > 0 \text{ and } k + 1 > 0 \implies a_{k+1} > 0",)
