(** Theorem 4.3 (minimality of Perturb-Softmax), as printed.

    For every d, every convex Theta in R^d without two different translates of each other, and every noise gamma, theta -> E softmax(theta +
    gamma) is one-to-one on Theta. Left out: noise with infinitely many values (measure_theorem_4_3 has every law). Theta may be empty; d =
    0 and d = 1 are included. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition theorem_4_3 : Prop :=
  forall (d : nat) (Theta : vector d -> Prop) (law : finite_law d),
    convex Theta -> no_two_translates Theta -> minimal (mean_softmax law) Theta.
