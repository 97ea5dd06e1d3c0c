(** Softmax is strictly monotone off translates: the sum over i of (softmax(theta)_i - softmax(tau)_i) (theta_i - tau_i) is positive, for
    every d and all theta, tau in R^d that are no translates of each other. Nothing is left out. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition claim_softmax_is_strictly_monotone : Prop :=
  forall (d : nat) (theta tau : vector d),
    ~ translates theta tau -> 0 < sum (fun i => (softmax theta i - softmax tau i) * (theta i - tau i)).
