(** Theorem 8.1, the least repair: softmax takes every value of the open simplex on R^d, and is one-to-one on every Theta on which log-sum-
    exp is strictly convex. Theta need not be convex. d >= 1. Nothing is left out. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition theorem_8_1_repaired_1 : Prop :=
  forall d : nat, (1 <= d)%nat ->
    (forall p : vector d, open_simplex p -> exists theta : vector d, forall i, softmax theta i = p i) /\
    (forall Theta : vector d -> Prop, strictly_convex_on lse Theta -> minimal softmax Theta).
