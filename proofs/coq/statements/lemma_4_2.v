(** Lemma 4.2 (strict convexity), as printed.

    For every d, every convex Theta in R^d without two different translates of each other, and every noise gamma, f(theta) = E lse(theta +
    gamma) is strictly convex over Theta: inequality (10). Left out: noise with infinitely many values (measure_lemma_4_2 has every law). f
    is finite here, since the law is. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition lemma_4_2 : Prop :=
  forall (d : nat) (Theta : vector d -> Prop) (law : finite_law d),
    convex Theta -> no_two_translates Theta ->
    forall theta tau lam, Theta theta -> Theta tau -> theta <> tau -> 0 < lam < 1 ->
      mean_lse law (between lam theta tau) < lam * mean_lse law theta + (1 - lam) * mean_lse law tau.
