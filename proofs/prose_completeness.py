"""What the derivations of Theorems 4.1 and 5.1 and of their counterexamples say, as lines of LaTeX for the reports."""

HALF_SPACE = (
    r"\text{Let } d = 3 \text{ and } \Theta = \{\theta : \theta_1 + \theta_2 \le 2\theta_3\} \text{, a half-space; the law of } \gamma \text{ is arbitrary.}",
    r"h_1(n, -2n, 0) = n, \quad h_2(-2n, n, 0) = n, \quad h_3(0, 0, n) = n \text{, and these points lie in } \Theta \text{ for } n \ge 0.",
    r"p = \mathbb{E}\, s((1,1,0)+\gamma) \text{ has positive coordinates of sum } 1.",
    r"\text{If } \mathbb{E}\, s(\theta+\gamma) = p \text{ then } \theta = (1,1,0) + c\mathbf{1} \text{ by strict monotonicity, so } \theta_1 + \theta_2 - 2\theta_3 = 2 > 0: \theta \notin \Theta.",
    r"\text{Example without noise: } p = (e, e, 1)/(2e+1) \text{ would need } \theta_1 - \theta_3 = \theta_2 - \theta_3 = 1.",
)

ONTO_BY_MINIMUM = (
    r"\text{Let } p \in \operatorname{ri}\Delta \text{ and } \varphi(x) = \mathbb{E}[\ell(x+\gamma) - \ell(\gamma)] - \langle p, x\rangle \text{: the mean of a bounded function, so finite for every law, and convex.}",
    r"\text{Along a direction } w \text{ with } w_i \ne M = \max_k w_k \text{ for some } i \text{: } \langle p, w\rangle < M.",
    r"\text{For } t > 0: \quad -(M - \min_k w_k) \le \tfrac1t(\ell(tw+\gamma) - \ell(\gamma)) - M \le 0, \text{ and } tw_m + \gamma_m \le \ell(tw+\gamma) \text{ for } w_m = M \text{, so this tends to } 0 \text{ for every } \gamma.",
    r"\text{By dominated convergence } \tfrac1t\,\mathbb{E}[\ell(tw+\gamma) - \ell(\gamma)] \to M > \langle p, w\rangle \text{: } \varphi(tw) > 0 = \varphi(0) \text{ for some } t.",
    r"\text{Along } w = M\mathbf{1} \text{: } \varphi(x + w) = \varphi(x). \text{ So } \varphi \text{ recedes only where it is constant, and attains its minimum at some } x.",
    r"\text{There } 0 = \partial_i \varphi(x) = \mathbb{E}\, s(x+\gamma)_i - p_i \text{ for every } i.",
    r"\text{A translate of } x \text{ has the same expected softmax.}",
)

ONE_POINT = (
    r"\text{Let } d = 2, \; \Theta = \{0\}, \text{ and } \gamma_1, \gamma_2 = \pm 1 \text{ independent, each sign with probability } 1/2.",
    r"f(0) = \tfrac14(1 + 1 + 1 - 1) = \tfrac12, \qquad f((1,0)) = \tfrac14(2 + 2 + 1 + 0) = \tfrac54.",
    r"p = (\tfrac{9}{10}, \tfrac{1}{10}) \text{ is no subgradient at } 0: \; f(0) + \langle p, (1,0) \rangle = \tfrac12 + \tfrac{9}{10} > \tfrac54 = f((1,0)).",
)

SUBGRADIENTS = (
    r"\text{Let } p \in \operatorname{ri}\Delta \text{ and } \varphi(x) = F(x) - \langle p, x\rangle, \; F(x) = \mathbb{E}[\max(x+\gamma) - \max\gamma] \text{: finite for every law, and convex.}",
    r"\text{As for log-sum-exp: } \varphi \text{ grows along every direction but multiples of } \mathbf{1} \text{, along which it is constant; so it attains its minimum at some } x.",
    r"F(x) - \langle p, x\rangle \le F(y) - \langle p, y\rangle \text{ for every } y \text{: } p \in \partial F(x).",
    r"F(\tau + c\mathbf{1}) = F(\tau) + c \text{ and } \sum_i p_i = 1 \text{, so } p \in \partial F(\tau) \text{ for every translate } \tau \text{ of } x.",
)

PROBABILITY_VECTORS = (
    r"F(\theta \pm \mathbf{1}) = F(\theta) \pm 1 \text{: } F(\theta) \pm \textstyle\sum_i p_i \le F(\theta \pm \mathbf{1}) \text{ gives } \sum_i p_i \le 1 \text{ and } \ge 1.",
    r"F(\theta - e_i) \le F(\theta) \text{: } F(\theta) - p_i \le F(\theta - e_i) \text{ gives } p_i \ge 0.",
)
