(** Log-sum-exp is strictly convex off translates: for every d, all theta, tau in R^d that are no translates of each other, and all 0 < lam
    < 1. Nothing is left out. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition claim_log_sum_exp_is_strictly_convex_off_translations : Prop :=
  forall (d : nat) (theta tau : vector d) (lam : R),
    0 < lam < 1 -> ~ translates theta tau -> lse (between lam theta tau) < lam * lse theta + (1 - lam) * lse tau.
