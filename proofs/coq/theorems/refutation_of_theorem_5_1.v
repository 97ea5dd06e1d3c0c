(** Two independent signs, Theta = {x : |x_1| < 1/2, |x_2| < 1/2}: p = (7/8, 1/8) is no subgradient there, as f grows along the first
    coordinate by less than 7/8 of the step. *)

From Coq Require Import Reals Lra.
From Perturb.statements Require Import common refutation_of_theorem_5_1.
From Perturb.library Require Import sums softmax small.
Open Scope R_scope.

Definition small_box (x : vector 2) : Prop := - 1 / 2 < x one < 1 / 2 /\ - 1 / 2 < x two < 1 / 2.

Lemma between_stays a b x y lam : a < x < b -> a < y < b -> 0 <= lam <= 1 -> a < lam * x + (1 - lam) * y < b.
Proof.
  intros X Y L; destruct (Rle_lt_dec lam (1 / 2)) as [K | K]; split.
  - assert (0 <= lam * (x - a)) by (apply Rmult_le_pos; lra); assert (0 < (1 - lam) * (y - a)) by (apply Rmult_lt_0_compat; lra); lra.
  - assert (0 <= lam * (b - x)) by (apply Rmult_le_pos; lra); assert (0 < (1 - lam) * (b - y)) by (apply Rmult_lt_0_compat; lra); lra.
  - assert (0 < lam * (x - a)) by (apply Rmult_lt_0_compat; lra); assert (0 <= (1 - lam) * (y - a)) by (apply Rmult_le_pos; lra); lra.
  - assert (0 < lam * (b - x)) by (apply Rmult_lt_0_compat; lra); assert (0 <= (1 - lam) * (b - y)) by (apply Rmult_le_pos; lra); lra.
Qed.

Theorem proved : refutation_of_theorem_5_1.
Proof.
  intros H; destruct (H 1%nat small_box signs) with (p := vector_2 (7 / 8) (1 / 8)) as [theta [[T1 T2] E]].
  - intros x y lam [X1 X2] [Y1 Y2] L; split; apply between_stays; assumption.
  - exists (fun _ => 0); unfold small_box; lra.
  - split; [apply every_2; unfold vector_2; simpl; lra|rewrite sum_2; unfold vector_2; simpl; lra].
  - specialize (E (vector_2 ((theta one + 1 / 2) / 2) (theta two))).
    unfold dot in E; rewrite sum_2, !signs_max in E; unfold small_box, vector_2 in E; simpl in E.
    assert (F := E ltac:(lra)); clear E; revert F.
    repeat (unfold Rmax at 1; destruct (Rle_dec _ _); try lra).
Qed.
