(** Theorem 8.1, sharp form: the values of softmax on R^d are exactly the points of the open simplex, and softmax is one-to-one on Theta if
    and only if log-sum-exp is strictly convex on Theta. Theta need not be convex. d >= 1. Nothing is left out. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition theorem_8_1_repaired_2 : Prop :=
  forall d : nat, (1 <= d)%nat ->
    (forall p : vector d, open_simplex p <-> exists theta : vector d, forall i, softmax theta i = p i) /\
    (forall Theta : vector d -> Prop, strictly_convex_on lse Theta <-> minimal softmax Theta).
