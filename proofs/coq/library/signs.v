(** Two independent signs: the expected maximum as a function of the difference. *)

From Coq Require Import Reals Lra.
From Perturb.statements Require Import common proposition_5_5.
From Perturb.library Require Import sums small.
Open Scope R_scope.

(** f(a, b) = b + h(a - b) *)
Definition h (x : R) : R := (2 * Rmax x 0 + Rmax (x + 2) 0 + Rmax (x - 2) 0) / 4.

Ltac cases := unfold Rmax in *; repeat (destruct (Rle_dec _ _)); try lra.

Lemma product a b : 0 <= a -> 0 <= b -> 0 <= a * b.
Proof. apply Rmult_le_pos. Qed.

Lemma cancel c a b : 0 < c -> c * a <= c * b -> a <= b.
Proof. apply Rmult_le_reg_l. Qed.

Lemma h_cases x :
  (x >= 2 /\ h x = x) \/ (0 <= x <= 2 /\ h x = 3 / 4 * x + 1 / 2) \/ (-2 <= x <= 0 /\ h x = 1 / 4 * x + 1 / 2) \/ (x <= -2 /\ h x = 0).
Proof. unfold h; cases. Qed.

Lemma mean_max_h law (x : vector 2) : two_independent_signs law -> mean_max law x = x two + h (x one - x two).
Proof.
  intros S; unfold mean_max; rewrite S, !greatest_2; unfold add, vector_2, h; cbn -[Rmax].
  assert (E : forall u v, Rmax u v = v + Rmax (u - v) 0) by (intros; cases).
  rewrite (E (_ + 1) (_ + 1)), (E (_ + 1) (_ + -1)), (E (_ + -1) (_ + 1)), (E (_ + -1) (_ + -1)).
  replace (x one + 1 - (x two + 1)) with (x one - x two) by ring; replace (x one + 1 - (x two + -1)) with (x one - x two + 2) by ring.
  replace (x one + -1 - (x two + 1)) with (x one - x two - 2) by ring; replace (x one + -1 - (x two + -1)) with (x one - x two) by ring.
  field.
Qed.
