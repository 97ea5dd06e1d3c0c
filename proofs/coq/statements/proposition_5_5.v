(** Proposition 5.5 (not identifiable for two-valued perturbations), as printed, with the closed forms of Equations 67 and 68.

    gamma is two independent signs: each of (1, 1), (1, -1), (-1, 1), (-1, -1) has probability 1/4 (the print says i.i.d. in the proof
    only). f(theta) = E max(theta + gamma), and E argmax(theta + gamma) is the set of the subgradients of f at theta (Equation 13). "Not
    identifiable": p = (1, 0) belongs to (5/2, 0) and to (3, 0), p = (3/4, 1/4) to (1/2, 0) and to (3/2, 0), no translates of each other
    (translates always share p), and every parameter (c, c) has two different p. Nothing is left out. *)

From Coq Require Fin.
From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition two_independent_signs (law : finite_law 2) : Prop :=
  forall g : vector 2 -> R, expectation law g
    = (g (vector_2 1 1) + g (vector_2 1 (-1)) + g (vector_2 (-1) 1) + g (vector_2 (-1) (-1))) / 4.

(** Equation 67: f = value at (a, b); where the cases overlap, both hold. *)
Definition equation_67 (a b value : R) : Prop :=
  (a >= b + 2 -> value = a) /\
  (b <= a <= b + 2 -> value = 3 / 4 * a + 1 / 4 * b + 1 / 2) /\
  (b - 2 <= a <= b -> value = 3 / 4 * b + 1 / 4 * a + 1 / 2) /\
  (a <= b - 2 -> value = b).

(** Equation 68: (p1, p2) is a subgradient at (a, b). *)
Definition equation_68 (a b p1 p2 : R) : Prop :=
  p1 + p2 = 1 /\
  (a > b + 2 -> p1 = 1) /\
  (a = b + 2 -> 3 / 4 <= p1 <= 1) /\
  (b < a < b + 2 -> p1 = 3 / 4) /\
  (a = b -> 1 / 4 <= p1 <= 3 / 4) /\
  (b - 2 < a < b -> p1 = 1 / 4) /\
  (a = b - 2 -> 0 <= p1 <= 1 / 4) /\
  (a < b - 2 -> p1 = 0).

Definition proposition_5_5 : Prop :=
  (exists law, two_independent_signs law) /\
  forall law, two_independent_signs law ->
    (forall a b, equation_67 a b (mean_max law (vector_2 a b))) /\
    (forall a b p1 p2, subgradient (mean_max law) (vector_2 a b) (vector_2 p1 p2) <-> equation_68 a b p1 p2) /\
    ~ translates (vector_2 (5 / 2) 0) (vector_2 3 0) /\
    subgradient (mean_max law) (vector_2 (5 / 2) 0) (vector_2 1 0) /\
    subgradient (mean_max law) (vector_2 3 0) (vector_2 1 0) /\
    ~ translates (vector_2 (1 / 2) 0) (vector_2 (3 / 2) 0) /\
    subgradient (mean_max law) (vector_2 (1 / 2) 0) (vector_2 (3 / 4) (1 / 4)) /\
    subgradient (mean_max law) (vector_2 (3 / 2) 0) (vector_2 (3 / 4) (1 / 4)) /\
    vector_2 (3 / 4) (1 / 4) <> vector_2 (1 / 4) (3 / 4) /\
    (forall c, subgradient (mean_max law) (vector_2 c c) (vector_2 (3 / 4) (1 / 4)) /\
               subgradient (mean_max law) (vector_2 c c) (vector_2 (1 / 4) (3 / 4))).
