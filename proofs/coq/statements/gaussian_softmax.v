(** Perturb-Softmax with independent standard normal noise, two choices, as one integral. *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** The density of gamma_1 - gamma_2, which is normal with mean 0 and variance 2. *)
Definition difference_density (z : R) : R := exp (- (z * z) / 4) / sqrt (4 * PI).

(** p = E softmax(theta + gamma)_1 = E 1 / (1 + exp(-(x + gamma_1 - gamma_2))), x = theta_1 - theta_2. *)
Definition gaussian_softmax_probability (x : R) (p : R) : Prop :=
  is_RInt_gen (fun z => / (1 + exp (- (x + z))) * difference_density z) (Rbar_locally m_infty) (Rbar_locally p_infty) p.
