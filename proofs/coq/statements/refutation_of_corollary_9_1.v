(** Corollary 9.1 (the derivative of the expected maximum) is false for noise whose values tie with positive probability.

    Printed: the partial derivative of E max(theta + gamma) along theta_i is P(argmax(theta + gamma) = i), gamma ~ g. Where g is a density
    the corollary is true; Section 5 uses it for every noise, two independent signs among them (Proposition 5.5). Below: for these
    E max((t, 0) + gamma) has no derivative in t at t = 0, so that the print fails there, whatever is agreed about ties. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common proposition_5_5.
Open Scope R_scope.

Definition refutation_of_corollary_9_1 : Prop :=
  exists law, two_independent_signs law /\
    ~ exists slope : R, derivable_pt_lim (fun t => mean_max law (vector_2 t 0)) 0 slope.
