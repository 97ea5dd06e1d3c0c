(** The standard Gumbel law, and the probability that one coordinate is the greatest, as one integral. *)

From Coq Require Import Reals List.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition gumbel_density (t : R) : R := exp (- t - exp (- t)).
Definition gumbel_cdf (t : R) : R := exp (- exp (- t)).

(** p = P(theta + gamma_1 is greater than theta_j + gamma_j for each theta_j in [others]), gamma independent standard Gumbel:
    the integral over t of the density of theta + gamma_1 at t, times the probabilities that theta_j + gamma_j <= t. *)
Definition gumbel_choice_probability (theta : R) (others : list R) (p : R) : Prop :=
  is_RInt_gen (fun t => gumbel_density (t - theta) * fold_right (fun theta_j product => gumbel_cdf (t - theta_j) * product) 1 others)
    (Rbar_locally m_infty) (Rbar_locally p_infty) p.
