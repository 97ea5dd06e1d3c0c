r"""R3 and Table 1 for Perturb-Argmax in LaTeX, line by line as the certificates go. F(x) = E[max(x+\gamma) - max \gamma], e_m a unit vector."""

F_IS = r"F(x) = \mathbb{E}[\max_i (x_i + \gamma_i) - \max_i \gamma_i], \qquad p \in \partial F(x) \iff F(y) \ge F(x) + \langle p, y - x \rangle \text{ for every } y"

BEATEN = (
    F_IS,
    r"\text{Let } m \ne l \text{ and } x_m + w_m \le x_l + q_l. \text{ Almost surely } \gamma_m \le w_m \text{ and } \gamma_l \ge q_l \text{, so } x_m + \gamma_m \le x_l + \gamma_l:",
    r"\max(x - t e_m + \gamma) = \max(x + \gamma) \text{ almost surely for } t \ge 0, \quad F(x - t e_m) = F(x)",
    r"p \in \partial F(x - e_m) \text{ (there is one): } p_m = \langle p, x - (x - e_m) \rangle \le 0 \text{ and } -p_m = \langle p, (x - 2 e_m) - (x - e_m) \rangle \le 0 \text{, so } p_m = 0",
    r"F(y) \ge F(x - e_m) + \langle p, y - x + e_m \rangle = F(x) + \langle p, y - x \rangle: \quad p \in \partial F(x)",
    r"\text{Where ties have probability 0, } \partial F(x) \text{ is one point, the vector of the } P(i \text{ leads}). \text{ So } P(m \text{ leads}) = p_m = 0.",
)

COMMON = (
    F_IS,
    r"x, y \in \overline{D}, \quad m = \tfrac{x+y}{2}, \quad s = \max_k (m_k + q_k): \qquad q_i \le s - m_i \le w_i \text{, so balls around } s\mathbf{1} - m \text{ have positive probability}",
    r"\gamma \approx s\mathbf{1} - m: \ m + \gamma \approx s\mathbf{1} \text{; if } x - y \ne c\mathbf{1} \text{, then } \tfrac12 \max(x+\gamma) + \tfrac12 \max(y+\gamma) > \max(m+\gamma) \text{ there, and } \ge \text{ everywhere}",
    r"F(m) < \tfrac12 F(x) + \tfrac12 F(y)",
    r"p \in \partial F(x) \cap \partial F(y): \quad F(m) \ge \tfrac12 \left(F(x) + \langle p, m - x \rangle\right) + \tfrac12 \left(F(y) + \langle p, m - y \rangle\right) = \tfrac12 F(x) + \tfrac12 F(y) \text{. So } x - y = c\mathbf{1}.",
)

ALL_POSITIVE = (
    *COMMON,
    r"x \in D, \quad p_i = P(i \text{ leads at } x), \quad p \in \partial F(x). \text{ Suppose } p_m \le 0; \quad t = x_m + w_m - \max_k (x_k + q_k) > 0, \quad z = x - t e_m \in \overline{D}",
    r"F(z) \le F(x) \text{ and } \langle p, y - z \rangle = \langle p, y - x \rangle + t p_m \le \langle p, y - x \rangle \text{, so } p \in \partial F(z) \text{ as well}",
    r"\text{Hence } x - z = t e_m = c\mathbf{1}, \quad t = c, \quad t p_m = \langle p, t e_m \rangle = c \textstyle\sum_i p_i = t > 0 \text{: a contradiction.}",
)

ONTO = (
    r"p \in ri(\Delta): \ F - \langle p, \cdot \rangle \text{ is convex, constant along } \mathbf{1} \text{ and grows along every other direction, so it has a minimum } x: \ p \in \partial F(x)",
    r"p \in \partial F(\theta), \ \theta = x - \bar{x}\mathbf{1}, \quad p_i = P(i \text{ leads at } \theta) > 0 \text{ for every } i \text{, so no } \theta_i + w_i \le \theta_j + q_j:",
    *BEATEN,
)

FULL_COVERS = (
    F_IS,
    r"\text{Every ball has positive probability: as above, } p \in \partial F(x) \cap \partial F(y) \text{ only if } x - y = c\mathbf{1}.",
    r"p \in \partial F(\theta) \text{ has } p_m > 0: \text{ else } p \in \partial F(\theta - e_m) \text{, and } e_m \text{ would be a multiple of } \mathbf{1} \text{ with } \langle p, e_m \rangle \le 0 < 1 = \langle p, \mathbf{1} \rangle.",
    r"\text{So the } p \text{ of any } \theta \text{ is in } ri(\Delta) \text{, is reached at some } \tau \in \Theta \text{, and } \theta - \tau = c\mathbf{1}.",
)

BOX_COMPLETE = (
    r"p \in ri(\Delta) \text{ is a subgradient at some } \theta \text{ (Theorem 5.1, repaired), which is in } D \text{ since all } P(i \text{ leads}) = p_i > 0; \text{ it is one at every translate of } \theta.",
    *BEATEN,
)

BOX_COVERS = (
    r"\theta \in D: \ p_i = P(i \text{ leads}) > 0 \text{, so } p \text{ is reached at some } \tau \in \Theta \text{; all } p_i > 0 \text{ puts } \tau \text{ in } D \text{; two points of } \overline{D} \text{ with one } p \text{ are translates.}",
    *ALL_POSITIVE,
)

BOX_MINIMAL = (*COMMON, r"\theta, \tau \in \Theta \subseteq \overline{D} \text{ with one } p \text{ are translates, hence equal.}")

ATOMS = (
    r"P(\gamma = x) > 0: \text{ at } \theta = -x \text{ all } d \text{ indices lead where } \gamma = x \text{, and at least one elsewhere}",
    r"\textstyle\sum_i P(i \text{ leads}) = \mathbb{E} \, \#\{\text{leaders}\} \ge 1 + (d - 1) P(\gamma = x) > 1",
    r"\text{There is one subgradient only exactly if ties have probability 0, that is, if this sum is 1 (claim subgradients of the perturb-max). So there are two.}",
)

WHOLE = (
    r"p \in \Delta, \quad \varphi(x) = F(x) - \langle p, x \rangle \ge -r, \ r = \max_k w_k + \max_k (-q_k): \text{ almost surely } \max(x+\gamma) - \langle p, x \rangle \ge \langle p, \gamma \rangle \ge \min_k q_k, \ \max \gamma \le \max_k w_k",
    r"R(x) = \max\left(0, \max_k (x_k + q_k) + \max_k (-x_k - w_k)\right) \text{ is convex, constant along } \mathbf{1} \text{, and } 0 \text{ exactly on } \overline{D}",
    r"v \ne c\mathbf{1}: \quad \varphi(tv) + R(tv) \ge t (\max v - \min v) - 2r \to \infty \text{; so } \varphi + R \text{ attains its minimum, at some } \theta",
    r"y \mapsto z, \ z_k = \max(y_k, \max_l (y_l + q_l) - w_k): \quad z \in \overline{D}, \ F(z) = F(y) \text{ (who was raised still cannot win)}, \ \langle p, z \rangle \ge \langle p, y \rangle \text{, so } \varphi(z) \le \varphi(y)",
    r"\text{With } x \text{ so made from } \theta: \ \varphi(x) \le \varphi(\theta) \le (\varphi + R)(\theta) \le (\varphi + R)(z) = \varphi(z) \le \varphi(y) \text{ for every } y: \quad p \in \partial F(x), \ x \in \overline{D}",
)

TIED = (
    F_IS,
    r"m = \tfrac{x+y}{2}: \text{ near } \gamma = s\mathbf{1} - m \text{ all } m_i + \gamma_i \text{ are near } s \text{; if } x - y \ne c\mathbf{1} \text{, different indices lead at } x + \gamma \text{ and } y + \gamma \text{ there, and}",
    r"\tfrac12 \max(x+\gamma) + \tfrac12 \max(y+\gamma) - \max(m+\gamma) > 0 \text{ on a ball, } \ge 0 \text{ everywhere: } F(m) < \tfrac12 F(x) + \tfrac12 F(y)",
    COMMON[-1],
)
