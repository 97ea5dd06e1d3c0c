(** Corollary 9.1 (the derivative of the expected maximum) is false as printed.

    Printed: the partial derivative of E max(theta + gamma) along theta_i is P(argmax(theta + gamma) = i), under no condition on the noise.
    Below it is only asked that the partial derivative exists at every theta, for noise with finitely many values; if that fails, so does
    the print, whatever is agreed about ties. *)

From Coq Require Fin.
From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

(** theta with t in place of theta_i *)
Definition replace {d : nat} (theta : vector d) (i : Fin.t d) (t : R) : vector d :=
  fun j => if Fin.eq_dec j i then t else theta j.

Definition corollary_9_1_as_printed : Prop :=
  forall (n : nat) (law : finite_law (S n)) (theta : vector (S n)) (i : Fin.t (S n)),
    exists slope : R, derivable_pt_lim (fun t => mean_max law (replace theta i t)) (theta i) slope.

Definition refutation_of_corollary_9_1 : Prop := ~ corollary_9_1_as_printed.
