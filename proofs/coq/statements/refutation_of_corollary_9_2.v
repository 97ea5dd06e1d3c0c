(** Corollary 9.2 (the convex conjugate of f) is false as printed.

    Printed: f*, the conjugate of f(theta) = E max(theta + gamma), is -E gamma_i^ at p*, the vector of the probabilities P(argmax(theta +
    gamma) = i), where i^ is the argmax of theta + gamma, and infinite everywhere else. f*(q) is the least upper bound of <q, x> - f(x) over
    all x; it is infinite when no c is an upper bound. Below it is only asked that there is one point p such that f* is infinite everywhere
    else, for noise with finitely many values; if that fails, so does the print, whatever theta is and however ties are broken. (The value
    at p* is right.) *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition corollary_9_2_as_printed : Prop :=
  forall (n : nat) (law : finite_law (S n)),
    exists p : vector (S n), forall q, q <> p -> forall c, exists x, c < dot q x - mean_max law x.

Definition refutation_of_corollary_9_2 : Prop := ~ corollary_9_2_as_printed.
