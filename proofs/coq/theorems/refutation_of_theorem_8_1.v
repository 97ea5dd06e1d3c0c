(** d = 2, p = (1, 0): softmax never vanishes. *)

From Coq Require Import Reals Lra Lia.
From Perturb.statements Require Import common refutation_of_theorem_8_1.
From Perturb.library Require Import sums softmax small.
Open Scope R_scope.

Theorem proved : refutation_of_theorem_8_1.
Proof.
  intros H; destruct (H 2%nat ltac:(lia) (vector_2 1 0)) as [x E].
  - split; [apply every_2; unfold vector_2; simpl; lra|rewrite sum_2; unfold vector_2; simpl; lra].
  - assert (P := softmax_positive x two); rewrite E in P; unfold vector_2 in P; simpl in P; lra.
Qed.
