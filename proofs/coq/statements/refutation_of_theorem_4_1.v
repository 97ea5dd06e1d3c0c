(** Theorem 4.1 (completeness of Perturb-Softmax) is false as printed.

    Printed: if Theta in R^d is convex, the tails of gamma vanish, and every h_i(theta) = theta_i - max over j <> i of theta_j is unbounded
    on Theta, then the open simplex is contained in the set of all E softmax(theta + gamma), theta in Theta, and this set in the simplex.
    "Unbounded" is read as unbounded above, which is more than the word asks. "The cumulative distribution decays to zero as gamma
    approaches +-oo" is read as: P(|gamma_i| > b) becomes as small as one likes (taken literally, at +oo, no law satisfies it). h_i is
    continuous whatever Theta is. d >= 2, so that the h_i exist. Below stand only noise with finitely many values, and the first of the two
    inclusions; if that fails, so does the print. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition unbounded_leads {d : nat} (Theta : vector d -> Prop) : Prop :=
  forall (i : Fin.t d) (c : R), exists theta, Theta theta /\ forall j, j <> i -> theta i - theta j > c.

Definition vanishing_tails {d : nat} (law : finite_law d) : Prop :=
  forall (i : Fin.t d) (eps : R), 0 < eps ->
    exists b : R, expectation law (fun g => if Rlt_dec b (Rabs (g i)) then 1 else 0) < eps.

Definition theorem_4_1_as_printed : Prop :=
  forall (d : nat) (Theta : vector d -> Prop) (law : finite_law d),
    (2 <= d)%nat -> convex Theta -> vanishing_tails law -> unbounded_leads Theta ->
    complete (mean_softmax law) Theta.

Definition refutation_of_theorem_4_1 : Prop := ~ theorem_4_1_as_printed.
