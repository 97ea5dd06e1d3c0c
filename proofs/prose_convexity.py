"""Display lines for Section 3 and Section 8.1.1, by statement, form and number of the conclusion: what a reader can follow by hand."""

KINK = (
    r"f(t) = |t| \text{ at } \theta = 0,\ v = 1: \quad \frac{f(\epsilon) - f(0)}{\epsilon} = 1 \text{ for } \epsilon > 0, \quad -1 \text{ for } \epsilon < 0",
    r"\text{No number is within } \tfrac12 \text{ of both: there is no limit for } \epsilon \to 0.",
)
TANGENT_PLANE = (
    r"\ell(x) = \log\sum_j e^{x_j},\ s = \operatorname{softmax},\ L = \ell(y) - \ell(x): \quad s(y)_i = s(x)_i e^{y_i - x_i - L} \ge s(x)_i (1 + y_i - x_i - L)",
    r"\text{Summed over } i: \quad 1 \ge 1 + \langle s(x), y - x \rangle - L. \text{ With } x = \theta + \gamma,\ y = \tau + \gamma \text{, and means: } f(\tau) \ge f(\theta) + \langle \mathbb{E} s(\theta+\gamma), \tau - \theta\rangle",
    r"p = \mathbb{E} s(\theta+\gamma): \quad \langle p, \tau\rangle - f(\tau) \le \langle p, \theta\rangle - f(\theta) < \infty \text{ for every } \tau",
)
MAX_LAW = r"e^t \ge 1 + t: \quad e^{-A e^{-t}} \ge 1 - A e^{-t} \to 1 \ (t \to \infty), \qquad e^{-A e^{-t}} \le \frac{1}{1 + A e^{-t}} \to 0 \ (t \to -\infty), \quad A > 0"
LOG_VERTEX = (r"p = (1, 0): \quad \operatorname{softmax}(\theta)_2 = \frac{e^{\theta_2}}{e^{\theta_1} + e^{\theta_2}} > 0 = p_2 \text{ for every } \theta",)
AVERAGED = (r"0 \le s \le 1 \text{ is continuous, hence integrable under every law; } s(\theta+\gamma)_i > 0,\ \sum_i s(\theta+\gamma)_i = 1 \text{ for every } \gamma \text{, and so in the mean.}",)
GRADIENT = (r"\frac{\partial}{\partial\theta_i}\mathbb{E}\,\ell(\theta+\gamma) = \mathbb{E}\,s(\theta+\gamma)_i \text{ (Equation 7): the gradients are the distributions.}",)
SAME_SHIFT = (r"\theta_i - \tau_i = \ell(\theta) - \ell(\tau) \text{ for every } i \text{ where } s(\theta) = s(\tau) \text{ (footnote 1): translates. Conversely } s(\tau + c\mathbf{1}) = s(\tau).",)

LINES: dict[tuple[str, str, int], tuple[str, ...]] = {
    ("equation 1", "printed", 0): (r"e^{\theta_j} > 0",),
    ("claim minimal means one-to-one", "printed", 0): (r"\theta = \tau \implies p_\theta = p_\tau; \qquad \theta \ne \tau \implies p_\theta \ne p_\tau \text{ is one-to-one, turned round}",),
    ("claim complete and minimal means identifiable", "printed", 0): (r"p_\theta = p = p_\tau \implies \theta = \tau",),
    ("claim R^d is complete for the softmax", "printed", 0): LOG_VERTEX,
    ("claim R^d is complete for the softmax", "printed", 1): LOG_VERTEX,
    ("claim R^d is complete for the softmax", "repaired 1", 0): (r"\theta_i = \log p_i: \quad \frac{e^{\theta_i}}{\sum_j e^{\theta_j}} = \frac{p_i}{\sum_j p_j} = p_i",),
    ("claim R^d is not minimal for the softmax", "printed", 0): (r"\frac{e^{\theta_i + c}}{\sum_j e^{\theta_j + c}} = \frac{e^{\theta_i}}{\sum_j e^{\theta_j}}",),
    ("claim R^d is not minimal for the softmax", "printed", 1): (r"\theta = 0 \ne \mathbf{1} = \tau",),
    ("claim condition for a minimal set of the softmax", "printed", 0): (
        r"\Theta = \{(0, 1), (1, 2)\}: \text{ neither point is } (c, c), \text{ but } s(0, 1) = s(1, 2) = \left(\tfrac{1}{1+e}, \tfrac{e}{1+e}\right)",),
    ("claim condition for a minimal set of the softmax", "repaired 1", 0): SAME_SHIFT,
    ("claim condition for a minimal set of the softmax", "repaired 2", 0): SAME_SHIFT,
    ("footnote 1", "printed", 2): (r"\log s(\theta)_i = \theta_i - \ell(\theta), \quad \ell(\theta) = \log\textstyle\sum_j e^{\theta_j}",),
    ("claim density of the Gumbel law", "printed", 0): (
        r"t \ge -c: \quad e^{-(t+c)} \le 1 \text{, so } \hat{g}(t) = e^{-e^{-(t+c)}} \ge e^{-1}",
        r"\text{On } [-c, 5-c] \text{ alone the mass would be at least } 5 e^{-1} \ge \tfrac54 > 1 \quad (e^{-1/2} \ge 1 - \tfrac12 \text{, so } e^{-1} \ge \tfrac14).",
    ),
    ("claim density of the Gumbel law", "repaired 1", 0): (r"\frac{d}{dt} e^{-e^{-(t+c)}} = e^{-(t+c)} e^{-e^{-(t+c)}}",),
    ("claim density of the Gumbel law", "repaired 1", 2): (MAX_LAW, r"A = e^{-c}"),
    ("equation 2", "printed", 0): (r"\text{The greatest coordinate is attained; by one } i \text{ only, as no two are equal.}",),
    ("equation 4", "printed", 0): AVERAGED,
    ("claim Gumbel-Softmax is a probability distribution", "printed", 0): AVERAGED,
    ("claim integral of the Gumbel-max theorem", "printed", 0): (
        r"A = \textstyle\sum_j e^{\theta_j}: \quad \frac{d}{dt} e^{-A e^{-t}} = A e^{-t} e^{-A e^{-t}}, \qquad \operatorname{softmax}(\theta)_i A e^{-t} = e^{\theta_i - t}",),
    ("claim integral of the Gumbel-max theorem", "printed", 1): (MAX_LAW,),
    ("equation 5", "printed", 0): (r"\frac{\partial}{\partial\theta_j}\log\sum_i e^{\theta_i} = \frac{e^{\theta_j}}{\sum_i e^{\theta_i}}",),
    ("claim the gradient of log-sum-exp is complete and minimal", "printed", 0): LOG_VERTEX,
    ("claim item I", "printed", 0): (
        r"f(t) = t^2 + |t| = \max\{t^2 + t, t^2 - t\}: \quad f(t) \ge 0 \text{ and } f(t) \ge t \text{ for every } t \text{: 0 and 1 are subgradients at } 0.",
        r"\text{If } p \text{ were one at } x \text{ and at } u \ne x \text{, then at the middle } m: \ f(m) \ge \tfrac12(f(x) + f(u)) \text{; but } f(m) \le \tfrac12(f(x) + f(u)) - \tfrac14(x-u)^2.",
    ),
    ("claim item I", "repaired 1", 0): (r"p \ne q \text{ in } \partial f(\theta) \text{: not every two subgradients at one point are equal.}",),
    ("claim item II", "printed", 0): GRADIENT,
    ("claim item III", "printed", 0): GRADIENT,
    ("claim convex and strictly convex functions", "printed", 0): (r"\lambda = 0,\ \lambda = 1 \text{ or } \theta = \tau \text{: both sides are equal. Otherwise } < \text{ gives } \le.",),
    ("claim convexity is a one-dimensional property", "printed", 0): (r"\lambda(\theta + a v) + (1-\lambda)(\theta + b v) = \theta + (\lambda a + (1-\lambda) b) v",),
    ("claim convexity is a one-dimensional property", "printed", 1): (r"v = \theta - \tau: \quad g(\lambda) = f(\tau + \lambda v),\ g(1) = f(\theta),\ g(0) = f(\tau)",),
    ("equation 17", "printed", 0): KINK,
    ("equation 17", "repaired 1", 0): (
        r"0 < s < t,\ \lambda = s/t: \quad \theta + s v = \lambda(\theta + t v) + (1-\lambda)\theta",
        r"f(\theta + s v) - f(\theta) \le \tfrac{s}{t}(f(\theta + t v) - f(\theta))",
    ),
    ("claim differentiable means equal directional derivatives", "printed", 0): (
        r"f(\theta) = \theta_1 \text{ at } 0: \quad \nabla f = (1, 0), \quad \nabla_{(1,0)} f = 1 \ne 0 = \nabla_{(0,1)} f",),
    ("claim differentiable means equal directional derivatives", "repaired 1", 0): (
        r"|f(\theta + t v) - f(\theta) - t\langle p, v\rangle| \le \epsilon |t| \max_j |v_j| \text{ for small } t",),
    ("equation 18", "printed", 0): (r"f(t) = e^t,\ p = 0: \quad f^*(0) = \sup_t (-e^t) = 0, \text{ but } -e^t < -e^{t-1} < 0 \text{ for every } t \text{: no maximum.}",),
    ("equation 18", "repaired 1", 0): (r"a, c \text{ least upper bounds: } a \le c \le a",),
    ("claim the conjugate is convex", "printed", 0): (r"\langle \lambda p + (1-\lambda) q, \theta\rangle - f(\theta) = \lambda(\langle p, \theta\rangle - f(\theta)) + (1-\lambda)(\langle q, \theta\rangle - f(\theta)) \le \lambda a + (1-\lambda) b",),
    ("equation 19", "printed", 0): (r"f^*(p) \le a,\ f^*(q) \le b \implies f^*(\lambda p + (1-\lambda) q) \le \lambda a + (1-\lambda) b < \infty",),
    ("equation 20", "printed", 0): (r"f(\theta + t v) - f(\theta) \ge t\langle p, v\rangle \text{ for every } t > 0",),
    ("equation 20", "printed", 1): (
        r"v = \tau - \theta,\ 0 < t \le 1: \quad f(\theta + t v) - f(\theta) \le t (f(\tau) - f(\theta))",
        r"\langle p, v\rangle - \epsilon \le f(\tau) - f(\theta) \text{ for every } \epsilon > 0",
    ),
    ("equation 21", "printed", 0): (r"f(\tau) \ge f(\theta) + \langle p, \tau - \theta\rangle \text{ for every } \tau: \quad \langle p, \tau\rangle - f(\tau) \le \langle p, \theta\rangle - f(\theta)",),
    ("claim zero is a subgradient at the maximal argument", "printed", 0): (r"f(t) = t^2,\ p = 0: \quad h(t) = -t^2,\ \theta^* = 0, \text{ but } h(1) = -1 < 0 = h(0)",),
    ("claim zero is a subgradient at the maximal argument", "repaired 1", 1): (
        r"f(\theta^*) - \langle p, \theta^*\rangle \le f(\tau) - \langle p, \tau\rangle \iff f(\tau) \ge f(\theta^*) + \langle p, \tau - \theta^*\rangle",),
    ("equation 22", "printed", 0): (
        r"f = 0 \text{ on } \Theta = (0, 1): \quad f^*(p) = \sup_{0 < t < 1} p t = \max\{p, 0\} < \infty \text{ for every } p \text{, so } \mathcal{P} = ri(\mathcal{P}) = \mathbb{R}",
        r"p = 1: \quad p t - f(t) = t < \tfrac{1+t}{2} \text{, so } 1 \text{ is a subgradient at no } t; \text{ in fact } \partial f(t) = \{0\}.",
    ),
    ("equation 22", "printed", 1): (r"\langle p, \tau\rangle - f(\tau) \le \langle p, \theta\rangle - f(\theta) \text{ for } p \in \partial f(\theta)",),
    ("equation 9", "printed", 0): (
        r"d = 2,\ \gamma = 0,\ \Theta = \{\theta_1 + \theta_2 = 0\}: \quad f(\theta) = \log(e^{\theta_1} + e^{\theta_2}) \ge |\theta_1|",
        r"\langle p, \theta\rangle = (p_1 - p_2)\theta_1 \text{ on } \Theta \text{, so } \mathcal{P} \text{ contains every } p \text{ with } |p_1 - p_2| \le 1.",
        r"p = (3, 3) \in ri(\mathcal{P}) \text{: for every } q \text{ and small } t > 0,\ p + t(p - q) \text{ is such a point; but no softmax is } (3, 3).",
    ),
    ("equation 9", "printed", 1): TANGENT_PLANE,
    ("equation 9", "printed", 2): (
        r"d = 3,\ \gamma = 0,\ \Theta = \{\theta_1 + \theta_2 \le 2\theta_3\} \text{, the conjugate over } \mathbb{R}^3: \quad \langle p, \theta\rangle \le \max_i \theta_i \le f(\theta) \text{ for } p \in \Delta \text{, so } \Delta \subseteq \mathcal{P}",
        r"\text{and } \textstyle\sum_i q_i = 1 \text{ for } q \in \mathcal{P} \text{; so } p = (\tfrac25, \tfrac25, \tfrac15) \in ri(\mathcal{P}) \text{: } p + t(p - q) \in \Delta \text{ for small } t > 0.",
        r"\text{On } \Theta: \quad s_1 s_2 = \frac{e^{\theta_1 + \theta_2}}{(\sum_j e^{\theta_j})^2} \le \frac{e^{2\theta_3}}{(\sum_j e^{\theta_j})^2} = s_3^2 \text{; but } p_1 p_2 = \tfrac{4}{25} > \tfrac{1}{25} = p_3^2.",
    ),
    ("equation 9", "repaired 1", 0): (
        r"\langle p, c\mathbf{1}\rangle - f(c\mathbf{1}) = c(\textstyle\sum_i p_i - 1) - f(0) \text{ is bounded in } c: \ \sum_i p_i = 1",
        r"w_i = \min\{p_i, 0\},\ t > 0: \quad t \textstyle\sum_i w_i^2 = \langle p, t w\rangle \le f(t w) + a \le f(0) + a: \ w = 0 \text{, so } p \in \Delta",
        r"q = \mathbb{E} s(\gamma) \in \mathcal{P},\ q_i > 0; \quad p \in ri(\mathcal{P}): \ (1 + t) p - t q \in \mathcal{P} \subseteq \Delta \text{ for some } t > 0, \text{ so } p_i > 0",
        r"\text{So } p \in ri(\Delta) \text{, and Perturb-Softmax reaches it where } \Theta + \mathbb{R}\mathbf{1} = \mathbb{R}^d \text{ (Theorem 4.1, repaired).}",
    ),
    ("equation 9", "repaired 1", 1): TANGENT_PLANE,
    ("claim subgradients over a hyperplane", "printed", 0): (r"\langle p + c\mathbf{1}, \tau - \theta\rangle = \langle p, \tau - \theta\rangle + c\,(\textstyle\sum_i \tau_i - \sum_i \theta_i) = \langle p, \tau - \theta\rangle",),
    ("claim subgradients over a hyperplane", "printed", 1): (r"c\,(\tau_1 - \theta_1) = 0",),
    ("claim t^4 is strictly convex", "printed", 0): (
        r"m = \lambda s + (1-\lambda) t,\ u = s - t,\ \kappa = 1 - 2\lambda: \quad \lambda s^4 + (1-\lambda) t^4 - m^4",
        r"= \lambda(1-\lambda) u^2 \left[6\left(m + \tfrac{\kappa u}{3}\right)^2 + \tfrac{u^2}{4} + \tfrac{\kappa^2 u^2}{12}\right] > 0",
    ),
    ("claim t^4 is strictly convex", "printed", 1): (r"f''(t) = 12 t^2",),
}
