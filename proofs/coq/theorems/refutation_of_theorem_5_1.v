(** Two independent signs, Theta = {(0, 0)}: (7/8, 1/8) is no subgradient there. *)

From Coq Require Import Reals Lra.
From Perturb.statements Require Import common refutation_of_theorem_5_1.
From Perturb.library Require Import sums softmax small.
Open Scope R_scope.

Theorem proved : refutation_of_theorem_5_1.
Proof.
  intros H; set (Theta := fun x : vector 2 => x one = 0 /\ x two = 0).
  destruct (H 1%nat Theta signs) with (p := vector_2 (7 / 8) (1 / 8)) as [theta [[T1 T2] E]].
  - intros x y lam [X1 X2] [Y1 Y2] _; unfold Theta, between; rewrite X1, X2, Y1, Y2; split; ring.
  - exists (fun _ => 0); split; reflexivity.
  - split; [apply every_2; unfold vector_2; simpl; lra|rewrite sum_2; unfold vector_2; simpl; lra].
  - specialize (E (vector_2 1 0)); unfold dot in E; rewrite sum_2, !signs_max, T1, T2 in E; unfold vector_2 in E; simpl in E.
    revert E; repeat (unfold Rmax at 1; destruct (Rle_dec _ _); try lra).
Qed.
