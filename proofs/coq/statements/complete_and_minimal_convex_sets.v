(** Which convex sets are both complete and minimal (not printed; the sharp form of what Section 4 says after Theorem 4.3).

    Let S map R^d to probabilities, d >= 1, such that S takes values in the open simplex only, S(theta) = S(tau) exactly if theta and tau
    are translates along the vector of ones, and S takes every value of the open simplex. Then a convex Theta is complete and minimal for S
    if and only if it is a hyperplane {<a, theta> = b} whose coefficients do not sum to 0. Perturb-Softmax is such an S for every law, and
    Perturb-Argmax where the noise has a density positive everywhere; here these three properties are hypotheses. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition complete_and_minimal_convex_sets : Prop :=
  forall (d : nat) (S : vector d -> vector d) (Theta : vector d -> Prop), (1 <= d)%nat ->
    (forall theta, open_simplex (S theta)) ->
    (forall theta tau, (forall i, S theta i = S tau i) <-> translates theta tau) ->
    (forall p, open_simplex p -> exists theta, forall i, S theta i = p i) ->
    convex Theta ->
    (complete S Theta /\ minimal S Theta <->
     exists (a : vector d) (b : R), sum a <> 0 /\ forall theta, Theta theta <-> dot a theta = b).
