(** Theorem 5.1 (completeness of Perturb-Argmax) is false as printed.

    Printed: for every convex Theta in R^d and every noise gamma, the open simplex is contained in the set of all E argmax(theta + gamma),
    theta in Theta, and this set in the simplex. As in Equation 13, E argmax(theta + gamma) is the set of all subgradients at theta of
    f(theta) = E max(theta + gamma). Section 8.1.1 tests a subgradient at the points tau of Theta only; so does this file, and as that asks
    less than all tau of R^d, the first inclusion fails in either reading. Theta is not empty, the noise has finitely many values, and f is
    finite; if that fails, so does the print. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition theorem_5_1_as_printed : Prop :=
  forall (n : nat) (Theta : vector (S n) -> Prop) (law : finite_law (S n)),
    convex Theta -> (exists theta, Theta theta) ->
    forall p, open_simplex p ->
      exists theta, Theta theta /\
        forall tau, Theta tau -> mean_max law theta + dot p (fun i => tau i - theta i) <= mean_max law tau.

Definition refutation_of_theorem_5_1 : Prop := ~ theorem_5_1_as_printed.
