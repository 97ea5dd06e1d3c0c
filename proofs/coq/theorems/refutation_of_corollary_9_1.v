(** The one-sided derivatives are 3/4 and 1/4. *)

From Coq Require Import Reals Lra.
From Perturb.statements Require Import common proposition_5_5 refutation_of_corollary_9_1.
From Perturb.library Require Import sums small.
Open Scope R_scope.

Lemma signs_near t : - 1 < t < 1 -> mean_max signs (vector_2 t 0) = 1 / 2 + (if Rle_dec 0 t then 3 / 4 * t else 1 / 4 * t).
Proof.
  intros T; rewrite signs_max; unfold vector_2; simpl.
  destruct (Rle_dec 0 t); repeat (unfold Rmax at 1; destruct (Rle_dec _ _); try lra).
Qed.

Theorem proved : refutation_of_corollary_9_1.
Proof.
  exists signs; split; [exact signs_expectation|]; intros [l L].
  destruct (L (1 / 8)) as [[delta D] K]; [lra|]; simpl in K.
  assert (M : 0 < Rmin (delta / 2) (1 / 2) /\ Rmin (delta / 2) (1 / 2) < delta /\ Rmin (delta / 2) (1 / 2) < 1)
    by (unfold Rmin; destruct (Rle_dec _ _); lra).
  set (h := Rmin (delta / 2) (1 / 2)) in *; clearbody h.
  assert (Up := K h ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)).
  assert (Down := K (- h) ltac:(lra) ltac:(rewrite Rabs_Ropp, Rabs_pos_eq; lra)).
  rewrite !signs_near in Up, Down by lra.
  destruct (Rle_dec 0 (0 + h)); [|lra]; destruct (Rle_dec 0 (0 + - h)); [lra|]; destruct (Rle_dec 0 0); [|lra].
  replace ((1 / 2 + 3 / 4 * (0 + h) - (1 / 2 + 3 / 4 * 0)) / h - l) with (3 / 4 - l) in Up by (field; lra).
  replace ((1 / 2 + 1 / 4 * (0 + - h) - (1 / 2 + 3 / 4 * 0)) / - h - l) with (1 / 4 - l) in Down by (field; lra).
  revert Up Down; unfold Rabs; destruct (Rcase_abs _), (Rcase_abs _); lra.
Qed.
