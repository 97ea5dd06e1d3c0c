(** The standard Gumbel law, and the probabilities of choices under independent Gumbel noise, each as one integral. *)

From Coq Require Import Reals List.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition gumbel_density (t : R) : R := exp (- t - exp (- t)).
Definition gumbel_cdf (t : R) : R := exp (- exp (- t)).

(** p = P(theta + gamma_1 is greater than theta_j + gamma_j for each theta_j in [others]), gamma independent standard Gumbel:
    the integral over t of the density of theta + gamma_1 at t, times the probabilities that theta_j + gamma_j <= t. *)
Definition gumbel_argmax_probability (theta : R) (others : list R) (p : R) : Prop :=
  is_RInt_gen (fun t => gumbel_density (t - theta) * fold_right (fun theta_j product => gumbel_cdf (t - theta_j) * product) 1 others)
    (Rbar_locally m_infty) (Rbar_locally p_infty) p.

(** The density of gamma_1 - gamma_2, which is logistic. *)
Definition gumbel_difference (z : R) : R := exp (- z) / (1 + exp (- z)) ^ 2.

(** Two choices, x = theta_1 - theta_2: p = E softmax(theta + gamma)_1 = E 1 / (1 + exp(-(x + gamma_1 - gamma_2))). *)
Definition gumbel_softmax_probability (x : R) (p : R) : Prop :=
  is_RInt_gen (fun z => / (1 + exp (- (x + z))) * gumbel_difference z) (Rbar_locally m_infty) (Rbar_locally p_infty) p.
