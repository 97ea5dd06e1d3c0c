(** Two independent signs: f* is at most 0 at (1, 0) and at (0, 1). *)

From Coq Require Import Reals Lra.
From Perturb.statements Require Import common refutation_of_corollary_9_2.
From Perturb.library Require Import sums small.
Open Scope R_scope.

Lemma signs_max_ge (x : vector 2) i : x i <= mean_max signs x.
Proof.
  unfold mean_max.
  assert (E : expectation signs (fun g => add x g i) = x i).
  { rewrite signs_expectation; unfold add, vector_2; revert i; apply every_2; simpl; field. }
  rewrite <- E at 1; apply expectation_le; intros g; apply greatest_ge.
Qed.

Theorem proved : refutation_of_corollary_9_2.
Proof.
  intros H; destruct (H 1%nat signs) as [p K].
  destruct (Req_dec (p two) 0) as [Z|Z].
  - destruct (K (vector_2 0 1)) with (c := 0) as [x X]; [intros E; rewrite <- E in Z; unfold vector_2 in Z; simpl in Z; lra|].
    assert (G := signs_max_ge x two); unfold dot in X; rewrite sum_2 in X; unfold vector_2 in X; simpl in X; lra.
  - destruct (K (vector_2 1 0)) with (c := 0) as [x X]; [intros E; apply Z; rewrite <- E; reflexivity|].
    assert (G := signs_max_ge x one); unfold dot in X; rewrite sum_2 in X; unfold vector_2 in X; simpl in X; lra.
Qed.
