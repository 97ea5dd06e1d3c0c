(** Minimality of Perturb-Softmax, sharp form: for every d, every Theta in R^d, convex or not, and every noise with finitely many values,
    theta -> E softmax(theta + gamma) is one-to-one on Theta if and only if Theta has no two different translates of each other.
    Left out: noise with infinitely many values. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition claim_minimality_iff_no_two_translates : Prop :=
  forall (d : nat) (Theta : vector d -> Prop) (law : finite_law d),
    minimal (mean_softmax law) Theta <-> no_two_translates Theta.
