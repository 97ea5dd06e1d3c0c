"""Display lines for temperature, concentration, limits and tables: what a reader can follow by hand."""

FACTOR_MISSING = (
    r"\frac{\partial}{\partial\theta_i} \log\sum_j e^{(\theta_j+\gamma_j)/t} = \frac{1}{t} \cdot "
    r"\frac{e^{(\theta_i+\gamma_i)/t}}{\sum_j e^{(\theta_j+\gamma_j)/t}}",
    r"\text{By hand: } d = 2,\ t = 2,\ \gamma_1, \gamma_2 \text{ independent signs},\ \theta = (0, 0) \text{: by symmetry } "
    r"\mathbb{E}\operatorname{softmax}((\theta+\gamma)/2) = (\tfrac12, \tfrac12),",
    r"\text{but } \nabla f_2(0, 0) = (\tfrac14, \tfrac14) \text{: } f_2(c, c) = f_2(0, 0) + \tfrac{c}{2} \text{, so its partial "
    r"derivatives sum to } \tfrac12 \text{, not to } 1.",
    r"\text{The same for every law and } t \ne 1: \quad f_t(\theta + c\mathbf{1}) = f_t(\theta) + \tfrac{c}{t}, \text{ while a softmax sums to } 1.",
)

COOLED = {
    "repaired 1": (
        r"0 \le \frac{\partial}{\partial\theta_i} \log\sum_j e^{(\theta_j+\gamma_j)/t} = \frac{1}{t} "
        r"\operatorname{softmax}((\theta+\gamma)/t)_i \le \frac{1}{t}",
        r"\text{A derivative bounded by a constant may be taken under the expectation, whatever the law.}",
    ),
    "repaired 2": (
        r"0 \le \frac{\partial}{\partial\theta_i} t \log\sum_j e^{(\theta_j+\gamma_j)/t} = \operatorname{softmax}((\theta+\gamma)/t)_i \le 1",
        r"\text{A derivative bounded by a constant may be taken under the expectation, whatever the law.}",
    ),
}

BY_ZERO = (r"t = 0,\ \theta_1 + \gamma_1 = 1: \quad s \cdot 0 = 1 \text{ for no number } s",)
QUOTIENT = (r"t > 0: \quad s = (\theta_i + \gamma_i) \cdot \tfrac{1}{t} \text{ is the only number with } s\,t = \theta_i + \gamma_i",)

SAME_INTEGRAND = (
    r"\frac{e^{\theta_i+\gamma_i}}{\sum_j e^{\theta_j+\gamma_j}} = \frac{1}{\sum_j e^{\theta_j+\gamma_j-\theta_i-\gamma_i}} = "
    r"\frac{1}{1 + \sum_{j \ne i} e^{\theta_j-\theta_i+\gamma_j-\gamma_i}} \text{ for every } \gamma",
)
AHEAD = (
    r"h_i(\theta) = n: \quad \theta_j - \theta_i \le -n \text{ for } j \ne i \implies e^{\theta_j-\theta_i+\gamma_j-\gamma_i} \le "
    r"e^{-n+\gamma_j-\gamma_i}",
    r"\text{The denominator on the left is at most that on the right, for every } \gamma \text{, and the mean keeps the order.}",
)
TENDS_TO_ONE = (
    r"0 \le 1 - \frac{1}{1 + \sum_{j \ne i} e^{-r+\gamma_j-\gamma_i}} \le e^{-r} \sum_j e^{\gamma_j-\gamma_i} \to 0 \text{ for every } "
    r"\gamma \text{, and the left side is at most } 1",
    r"\text{Dominated convergence (dominating function } 1 \text{): the mean tends to } 1 \text{, for every law. The other coordinates "
    r"sum to what is left of } 1.",
)
LEAD_TAKEN = (
    r"k \ne i: \quad h_k > -n \text{ at some } u \in \Theta \implies h_i(u) \le u_i - u_k < n; \qquad h_i(v) > n \text{ at some } v \in \Theta",
    r"t \mapsto h_i(t v + (1-t) u) \text{ is continuous, so it is } n \text{ for some } 0 < t < 1 \text{; the segment lies in the convex } \Theta.",
    r"\text{Read as unbounded in absolute value only: } \Theta = \{(x, 0) : x \le 0\}, \quad h_1 = x \le 0 \text{ and } h_2 = -x \text{ "
    r"are unbounded, but } h_1 = 1 \text{ nowhere.}",
)
LEADS_ALONE = (
    r"u = \max\{0, 1 - \tfrac1r (\max_k \gamma_k - \gamma_i)\} \text{: where } u > 0 \text{ and coordinate } i \text{ is ahead by } r, \text{ index } i \text{ leads alone.}",
    r"\text{So } P(i \text{ leads}) \ge \mathbb{E} u \text{ and } P(j \text{ leads}) \le 1 - \mathbb{E} u \text{ for } j \ne i; "
    r"\text{ by dominated convergence } \mathbb{E} u \to 1 \text{ as } r \to \infty.",
)
COVERS = (
    r"\text{Theorem 4.1, repaired: a solution } \theta \in \mathbb{R}^d \text{ exists for every } p \in ri(\Delta) \text{; a translate "
    r"of it lies in } \Theta.",
)

CONVEX = (r"\text{log-sum-exp is convex (Equation 46); the mean keeps the inequality, for every } 0 < \lambda < 1",)
CONTINUOUS = (
    r"|\theta_i - \tau_i| \le c \text{ for every } i \implies |\log\sum_i e^{\theta_i+\gamma_i} - \log\sum_i e^{\tau_i+\gamma_i}| \le c "
    r"\implies |f(\theta) - f(\tau)| \le c",
)
SMOOTH = (
    r"\frac{\partial}{\partial\theta_i} \log\sum_j e^{\theta_j+\gamma_j} = s_i, \quad \frac{\partial s_i}{\partial\theta_j} = s_i "
    r"(\delta_{ij} - s_j), \quad s = \operatorname{softmax}(\theta+\gamma) \in (0, 1]^d",
    r"\text{Bounded by } 1 \text{, so each may be taken under the expectation, for every law.}",
)
TANGENT_PLANE = (
    r"s = \operatorname{softmax}(x),\ m = \sum_i s_i (y_i - x_i): \quad e^{\ell(y) - \ell(x)} = \sum_i s_i e^{y_i - x_i} \ge e^m \sum_i "
    r"s_i (1 + y_i - x_i - m) = e^m",
    r"\text{so } \ell(y) \ge \ell(x) + m \text{; with } x = \tau+\gamma,\ y = \theta+\gamma \text{ the mean keeps it.}",
)
DOMAIN = (
    r"d = 2,\ \Theta = \{\theta_1 = 0\},\ \gamma = 0: \quad h_1(0, -n) = n,\ h_2(0, n) = n",
    r"p = (1, \tfrac12): \quad \langle p, \theta \rangle - f(\theta) = \tfrac12 \theta_2 - \log(1 + e^{\theta_2}) \le 0 \text{, as } "
    r"\log(1 + e^{\theta_2}) \ge \max(0, \theta_2) \ge \tfrac12 \theta_2",
    r"\text{So } p \in \mathcal{P} \text{, but } p_1 + p_2 = \tfrac32 \text{. The same for every } (p_1, \tfrac12).",
)
WHOLE_SPACE = (
    r"\theta = t\mathbf{1}: \quad t \left(\sum_i p_i - 1\right) - f(0) \le c \text{ for every } t \implies \sum_i p_i = 1",
    r"\theta = -t e_i,\ t > 0: \quad -t p_i \le c + f(-t e_i) \le c + f(0) \implies p_i \ge 0",
)
CLOSURE = (
    r"p \in ri(\Delta): \quad f - \langle p, \cdot\rangle \text{ attains its minimum over } \mathbb{R}^d \text{ (Theorem 4.1, repaired), so } "
    r"f^*(p) < \infty \text{, over every } \Theta.",
    r"p \in \Delta: \quad e^{-\epsilon} p + (1 - e^{-\epsilon}) \tfrac1d \mathbf{1} \in ri(\Delta) \text{, and its coordinates differ from those of } p "
    r"\text{ by at most } 1 - e^{-\epsilon} \le \epsilon.",
)

NO_SIGMA = (
    r"d = 2,\ f(\gamma) = \gamma_1 - \gamma_2 \sim N(0, 2),\ \mathbb{E} f = 0,\ \nabla f = (1, -1),\ \sigma^2 = 2,\ t = 3:",
    r"\mathbb{P}[f \ge 3] = \Phi(-3/\sqrt2) = \Phi(-2.1213...) \approx 0.0169 > 0.0111... \approx e^{-9/2}, \qquad e^{-t^2/(2\sigma^2)} "
    r"= e^{-9/4} \approx 0.105",
    r"\text{Simpler still, } f(\gamma) = 2\gamma_1,\ \sigma = 2,\ t = 2: \quad \mathbb{P}[\gamma_1 \ge 1] \approx 0.159 > 0.135 \approx e^{-2}",
)
SCALE = (r"\frac{ct}{4c\sigma} = \frac{t}{4\sigma}, \qquad \frac{c^2 t^2}{32 c^2 \sigma^2} = \frac{t^2}{32\sigma^2}",)
TWO_BOUNDS = (
    r"a = 10^{-3} \le r = \tfrac{1}{90}, \quad b = 10^{-5} \le s = \tfrac45, \quad r < s, \quad \text{but } a > b",
    r"\text{It happens: } f(\gamma) = -\tfrac{9}{10}\gamma_1,\ \sigma = \tfrac{9}{10} < 1,\ t = \tfrac{27}{10}: \quad \mathbb{P}_{Gauss}[f \ge t] = \Phi(-3) "
    r"\approx 0.00135 \le e^{-t^2/(2\sigma^2)} = e^{-9/2} < \tfrac{1}{90},",
    r"\mathbb{P}_{Gumbel}[f \ge t] = \exp(-e^{3 - 0.5772...}) \approx 0.0000126 \le e^{-t^2/(32\sigma^2)} = e^{-9/32} < \tfrac45",
)
BOUNDS = (r"a \le r < s \le b",)

NUMBERS = {
    "claim target distribution of Section 6.1": (r"10 + 3 + 4 + 5 + 10 + 10 + 3 + 4 + 5 + 10 = 64, \qquad \tfrac{64}{68} \ne 1",),
    "figure 8": (r"10 + 3 + 4 + 5 + 10 + 3 + 4 + 5 + 10 = 54, \qquad \tfrac{54}{68} \ne 1",),
    "table 2": (r"1 - \tfrac{64}{68} = \tfrac{4}{68} \approx 0.0588 > 0.029; \qquad \text{with 64:} \quad |{-0.013}| + |0.013| = 0.026, \qquad |{-0.0135}| + |0.0135| = 0.027, \qquad 10 + 3 + 4 + 5 + 10 + 10 + 3 + 4 + 5 + 10 = 64",),
    "figure 9": (r"2 P(X = 12) = 2 \cdot 0.3^{12} = 0.000001062882",),
    "claim negative binomial distance of Table 2": (r"2 P(X \ge 100) = 2 \cdot 0.0444 = 0.0888 > 0.084 \quad (\text{mean } 75), \qquad 2 P(X \ge 100) < 0.0001 \quad (\text{mean } 100/3)",),
}
REPORTED = (r"\tfrac{4}{68} \approx 0.0588 > 0.029 = 0.027 + 0.002",)
MASSES = (r"\sum_i |q_i - p_i| \ge \sum_i (q_i - p_i) = 1 - \tfrac{64}{68} = \tfrac{4}{68}",)
ITSELF = (r"\text{Normal} = \text{Gaussian}: \quad a < a \text{ is false for every } a",)
WHOLE_PLANE = (
    r"\operatorname{softmax}((0, 0) + \gamma) = \operatorname{softmax}((1, 1) + \gamma) \text{ for every } \gamma \text{, so translates "
    r"have the same image, under every law}",
)
NO_TRANSLATES = (
    r"\sum_i (\mathbb{E}\operatorname{softmax}(\theta+\gamma)_i - \mathbb{E}\operatorname{softmax}(\tau+\gamma)_i)(\theta_i - \tau_i) > "
    r"0 \text{ unless } \theta, \tau \text{ are translates (Theorem 4.3)}",
)
COVERS_BACK = (
    r"\text{The image of any } \theta \text{ lies in } ri(\Delta) \text{, so it is reached in } \Theta \text{, and only at a translate "
    r"of } \theta.",
)
MINIMUM = (
    r"\mathbb{E}[\max_i(\theta_i+\gamma_i) - \max_i \gamma_i] - \langle p, \theta \rangle \text{ attains its minimum over } "
    r"\mathbb{R}^d \text{ (Theorem 5.1, repaired); moving along } \mathbf{1} \text{ keeps the subgradient.}",
)

BOUNDED_NOISE = (
    r"|\gamma_j| < |b| : \quad -r \le \theta_j + \gamma_j \le r, \quad r = \textstyle\sum_i \theta_i^2 + b^2 + 2",
    r"\log d - r \le \log \textstyle\sum_j e^{\theta_j + \gamma_j} \le \log d + r \text{, and what is bounded and continuous is integrable}",
)
ONE_IS_ENOUGH = (
    r"|\ell(\theta+\gamma) - \ell(\gamma)| \le 1 + \sum_i \theta_i^2 \text{: integrable under every law } (\ell = \text{log-sum-exp})",
    r"\ell(\gamma) = \ell(\theta_0+\gamma) - (\ell(\theta_0+\gamma) - \ell(\gamma)), \qquad \ell(\theta+\gamma) = \ell(\gamma) + "
    r"(\ell(\theta+\gamma) - \ell(\gamma))",
)
