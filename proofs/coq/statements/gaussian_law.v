(** Independent standard normal noise and two choices, as one integral over the difference of the noises. x = theta_1 - theta_2. *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** The density of gamma_1 - gamma_2, which is normal with mean 0 and variance 2. *)
Definition normal_difference (z : R) : R := exp (- (z * z) / 4) / sqrt (4 * PI).

(** p = E softmax(theta + gamma)_1 = E 1 / (1 + exp(-(x + gamma_1 - gamma_2))). *)
Definition gaussian_softmax_probability (x : R) (p : R) : Prop :=
  is_RInt_gen (fun z => / (1 + exp (- (x + z))) * normal_difference z) (Rbar_locally m_infty) (Rbar_locally p_infty) p.

(** p = P(theta_1 + gamma_1 > theta_2 + gamma_2) = P(gamma_1 - gamma_2 > -x). *)
Definition gaussian_argmax_probability (x : R) (p : R) : Prop := is_RInt_gen normal_difference (at_point (- x)) (Rbar_locally p_infty) p.
