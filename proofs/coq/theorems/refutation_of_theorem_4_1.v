(** The half-space theta_1 + theta_2 <= 2 theta_3 in R^3: no theta in it has the probabilities of (1, 1, 0). *)

From Coq Require Import Reals Lra Lia.
From Perturb.statements Require Import common refutation_of_theorem_4_1.
From Perturb.library Require Import sums softmax small.
Open Scope R_scope.

Definition half_space (x : vector 3) : Prop := x one + x two <= 2 * x three.

Lemma half_space_convex : convex half_space.
Proof. intros x y lam; unfold half_space, between; intros; nra. Qed.

Lemma half_space_leads : unbounded_leads half_space.
Proof.
  intros i c; set (b := Rabs c + 1).
  assert (B : c < b) by (unfold b; assert (H := Rle_abs c); lra).
  assert (P : 0 < b) by (unfold b; assert (H := Rabs_pos c); lra).
  exists (fun j => if Fin.eq_dec j three then if Fin.eq_dec i three then b else 0
          else if Fin.eq_dec i three then 0 else if Fin.eq_dec j i then b else - (2 * b)).
  split.
  - unfold half_space; revert i; apply every_3; simpl; lra.
  - intros j; pattern i; apply every_3; pattern j; apply every_3; simpl; intros; try lra; congruence.
Qed.

Lemma point_tails (x : vector 3) : vanishing_tails (point x).
Proof.
  intros i eps H; exists (Rabs (x i)); unfold expectation; simpl.
  destruct (Rlt_dec (Rabs (x i)) (Rabs (x i))); lra.
Qed.

Theorem proved : refutation_of_theorem_4_1.
Proof.
  intros H; set (law := point (vector_3 0 0 0)); set (outside := vector_3 1 1 0).
  assert (C := H 3%nat half_space law ltac:(lia) half_space_convex (point_tails _) half_space_leads).
  destruct (C (mean_softmax law outside) (mean_softmax_in_simplex law outside one)) as [theta [In E]].
  destruct (mean_softmax_determines law theta outside E) as [c T].
  assert (T1 := T one); assert (T2 := T two); assert (T3 := T three).
  unfold half_space in In; unfold outside, vector_3 in *; simpl in *; lra.
Qed.
