(** Normal noise and two choices: from an enclosure over a finite interval to one over the line. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import gaussian_law.
From Perturb.library Require Import improper tails.
Open Scope R_scope.

Lemma root_four_pi_pos : 0 < sqrt (4 * PI).
Proof. apply sqrt_lt_R0; assert (H := PI_RGT_0); lra. Qed.

Lemma normal_difference_pos z : 0 < normal_difference z.
Proof. apply Rdiv_lt_0_compat; [apply exp_pos|apply root_four_pi_pos]. Qed.

Lemma normal_difference_even z : normal_difference (- z) = normal_difference z.
Proof. unfold normal_difference; do 3 f_equal; ring. Qed.

(** z / b * density is a majorant of the density from b on, and has an antiderivative. *)
Lemma majorant_derive b z : 0 < b -> is_derive (fun z => 2 / b * normal_difference z) z (- (z / b * normal_difference z)).
Proof.
  intros B; assert (P := root_four_pi_pos); unfold normal_difference; auto_derive; [trivial|].
  unfold Rdiv; field; lra.
Qed.

Lemma majorant_continuous b z : continuous (fun z => z / b * normal_difference z) z.
Proof. apply (ex_derive_continuous (V := R_NormedModule)); unfold normal_difference; auto_derive; trivial. Qed.

Lemma majorant_pos b z : 0 < b -> 0 <= 2 / b * normal_difference z.
Proof. intros B; apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat; lra|apply Rlt_le, normal_difference_pos]. Qed.

Lemma majorant_above b z : 0 < b -> b <= z -> normal_difference z <= z / b * normal_difference z.
Proof.
  intros B Z; assert (H : 1 <= z / b) by (apply Rmult_le_reg_r with b; [exact B|unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra]).
  assert (K := normal_difference_pos z); nra.
Qed.

Lemma gaussian_argmax_enclosed x (b c r eps : R) :
  0 < b -> Rabs (RInt normal_difference (- x) b - c) <= r -> 2 / b * normal_difference b <= eps ->
  exists p, gaussian_argmax_probability x p /\ Rabs (p - c) <= r + eps.
Proof.
  intros P B E.
  assert (C : forall t, continuous normal_difference t).
  { intros t; apply (ex_derive_continuous (V := R_NormedModule)); unfold normal_difference; auto_derive; trivial. }
  destruct (right_tail normal_difference (fun z => 2 / b * normal_difference z) (fun z => z / b * normal_difference z) b) as [l [L Hl]].
  - exact C.
  - intros z; apply Rlt_le, normal_difference_pos.
  - intros z; apply majorant_derive, P.
  - apply majorant_continuous.
  - intros z; apply majorant_pos, P.
  - intros z; apply majorant_above, P.
  - exists (RInt normal_difference (- x) b + l); split.
    + apply (is_RInt_gen_Chasles (V := R_NormedModule) normal_difference b (RInt normal_difference (- x) b) l); [|exact L].
      apply is_RInt_gen_at_point, (@RInt_correct R_CompleteNormedModule), everywhere_integrable, C.
    + apply Rabs_le; apply Rabs_le_between in B; lra.
Qed.

Lemma gaussian_softmax_enclosed x (b c r eps : R) :
  0 < b -> Rabs (RInt (fun z => / (1 + exp (- (x + z))) * normal_difference z) (- b) b - c) <= r -> 4 / b * normal_difference b <= eps ->
  exists p, gaussian_softmax_probability x p /\ Rabs (p - c) <= r + eps.
Proof.
  intros P B E.
  assert (S : forall z, 0 < / (1 + exp (- (x + z))) <= 1).
  { intros z; assert (H := exp_pos (- (x + z))); split; [apply Rinv_0_lt_compat; lra|].
    rewrite <- Rinv_1; apply Rinv_le_contravar; lra. }
  assert (M : forall z, / (1 + exp (- (x + z))) * normal_difference z <= normal_difference z).
  { intros z; assert (H := S z); assert (K := normal_difference_pos z); nra. }
  apply (enclosed_on_line _ (fun z => 2 / b * normal_difference z) (fun z => z / b * normal_difference z)
    (fun z => 2 / b * normal_difference z) (fun z => - (z / b * normal_difference z)) (- b) b c r eps).
  - intros z; apply (ex_derive_continuous (V := R_NormedModule)); unfold normal_difference; auto_derive.
    assert (H := exp_pos (- (x + z))); lra.
  - intros z; apply Rmult_le_pos; [apply Rlt_le, S|apply Rlt_le, normal_difference_pos].
  - intros z; apply majorant_derive, P.
  - apply majorant_continuous.
  - intros z; apply majorant_pos, P.
  - intros z Z; apply Rle_trans with (1 := M z), majorant_above; [exact P|exact Z].
  - intros z; apply majorant_derive, P.
  - intros z; apply (continuous_opp (V := R_NormedModule) (fun z => z / b * normal_difference z)), majorant_continuous.
  - intros z; apply majorant_pos, P.
  - intros z Z; apply Rle_trans with (1 := M z); assert (H := majorant_above b (- z) P ltac:(lra)).
    rewrite normal_difference_even in H; replace (- (z / b * normal_difference z)) with (- z / b * normal_difference z) by (field; lra); exact H.
  - rewrite normal_difference_even; replace (4 / b) with (2 / b + 2 / b) in E by (field; lra); lra.
  - exact B.
Qed.
