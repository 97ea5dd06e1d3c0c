(** Corollary 9.1 (the derivative of the expected maximum) does not extend to noise whose values tie with positive probability.

    Printed: the partial derivative of E max(theta + gamma) along theta_i is P(argmax(theta + gamma) = i), gamma ~ g. Where g is a density
    the corollary is true. Two independent signs (Proposition 5.5) have none: for these E max((t, 0) + gamma) has no derivative in t at
    t = 0, whatever is agreed about ties. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common proposition_5_5.
Open Scope R_scope.

Definition refutation_of_corollary_9_1 : Prop :=
  exists law, two_independent_signs law /\
    ~ exists slope : R, derivable_pt_lim (fun t => mean_max law (vector_2 t 0)) 0 slope.
