(** max(x, 0) and its powers: derivatives and integrals. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition ramp (x : R) : R := Rmax x 0.

Lemma ramp_right x : 0 <= x -> ramp x = x.
Proof. apply Rmax_left. Qed.

Lemma ramp_left x : x <= 0 -> ramp x = 0.
Proof. apply Rmax_right. Qed.

Lemma ramp_cases x : (0 <= x /\ ramp x = x) \/ (x <= 0 /\ ramp x = 0).
Proof. destruct (Rle_dec 0 x); [left; split; [lra|apply ramp_right; lra]|right; split; [lra|apply ramp_left; lra]]. Qed.

Lemma ramp_continuous x : continuous ramp x.
Proof.
  apply (continuous_ext (fun y => (y + Rabs y) / 2)).
  - intros y; assert (Q : (y + Rabs y) / 2 = ramp y) by (unfold ramp, Rmax, Rabs; destruct (Rcase_abs y), (Rle_dec y 0); lra); exact Q.
  - apply (continuous_mult (fun y => y + Rabs y) (fun _ => / 2)); [|apply continuous_const].
    apply (continuous_plus (fun y => y) Rabs); [apply continuous_id|apply continuous_Rabs].
Qed.

Lemma ramp_2_derive x : is_derive (fun y => ramp y ^ 2) x (2 * ramp x).
Proof.
  destruct (Rtotal_order x 0) as [N|[Z|P]].
  - apply (is_derive_ext_loc (fun _ => 0)).
    + exists (mkposreal (- x) ltac:(lra)); intros y B; apply Rabs_def2 in B; unfold minus, plus, opp in B; simpl in B.
      assert (Q : 0 = ramp y ^ 2) by (rewrite ramp_left by lra; ring); exact Q.
    + rewrite ramp_left, Rmult_0_r by lra; apply (is_derive_const (V := R_NormedModule)).
  - subst x; rewrite ramp_left, Rmult_0_r by lra; apply is_derive_Reals; intros eps E.
    exists (mkposreal eps E); intros t T B; simpl in B.
    rewrite Rplus_0_l, (ramp_left 0) by lra; apply Rle_lt_trans with (Rabs t); [|exact B].
    destruct (ramp_cases t) as [[S ->]|[S ->]].
    + replace ((t ^ 2 - 0 ^ 2) / t - 0) with t by (field; exact T); lra.
    + replace ((0 ^ 2 - 0 ^ 2) / t - 0) with 0 by (field; exact T); rewrite Rabs_R0; apply Rabs_pos.
  - apply (is_derive_ext_loc (fun y => y ^ 2)).
    + exists (mkposreal x P); intros y B; apply Rabs_def2 in B; unfold minus, plus, opp in B; simpl in B.
      assert (Q : y ^ 2 = ramp y ^ 2) by (rewrite ramp_right by lra; ring); exact Q.
    + rewrite ramp_right by lra; auto_derive; [trivial|ring].
Qed.

Lemma ramp_3_derive x : is_derive (fun y => ramp y ^ 3) x (3 * ramp x ^ 2).
Proof.
  apply (is_derive_ext (fun y => y * ramp y ^ 2)).
  - intros y; assert (Q : y * ramp y ^ 2 = ramp y ^ 3) by (destruct (ramp_cases y) as [[_ ->]|[_ ->]]; ring); exact Q.
  - replace (3 * ramp x ^ 2) with (1 * ramp x ^ 2 + x * (2 * ramp x)) by (destruct (ramp_cases x) as [[_ ->]|[_ ->]]; ring).
    apply (is_derive_mult (fun y => y) (fun y => ramp y ^ 2)); [apply (is_derive_id (K := R_AbsRing))|apply ramp_2_derive|intros; apply Rmult_comm].
Qed.

(** The same along x + c. *)
Lemma derive_shift (g g' : R -> R) (c x : R) : (forall y, is_derive g y (g' y)) -> is_derive (fun y => g (y + c)) x (g' (x + c)).
Proof.
  intros H; replace (g' (x + c)) with (scal 1 (g' (x + c))) by (unfold scal; simpl; unfold mult; simpl; ring).
  apply (is_derive_comp g (fun y => y + c)); [apply H|auto_derive; [trivial|ring]].
Qed.

Lemma ramp_2_shift c x : is_derive (fun y => ramp (y + c) ^ 2) x (2 * ramp (x + c)).
Proof. exact (derive_shift (fun y => ramp y ^ 2) (fun y => 2 * ramp y) c x ramp_2_derive). Qed.

Lemma ramp_3_shift c x : is_derive (fun y => ramp (y + c) ^ 3) x (3 * ramp (x + c) ^ 2).
Proof. exact (derive_shift (fun y => ramp y ^ 3) (fun y => 3 * ramp y ^ 2) c x ramp_3_derive). Qed.

Lemma ramp_shift_continuous c x : continuous (fun y => ramp (y + c)) x.
Proof.
  apply (continuous_comp (fun y => y + c) ramp); [|apply ramp_continuous].
  apply (continuous_plus (fun y => y) (fun _ => c)); [apply continuous_id|apply continuous_const].
Qed.

Lemma ramp_2_shift_continuous c x : continuous (fun y => ramp (y + c) ^ 2) x.
Proof. apply (ex_derive_continuous (V := R_NormedModule)); eexists; apply ramp_2_shift. Qed.

Lemma ramp_integral c a b : is_RInt (fun y => ramp (y + c)) a b ((ramp (b + c) ^ 2 - ramp (a + c) ^ 2) / 2).
Proof.
  replace ((ramp (b + c) ^ 2 - ramp (a + c) ^ 2) / 2) with (minus (/ 2 * ramp (b + c) ^ 2) (/ 2 * ramp (a + c) ^ 2))
    by (unfold minus, plus, opp; simpl; field).
  apply (is_RInt_derive (fun y => / 2 * ramp (y + c) ^ 2)); intros x _; [|apply ramp_shift_continuous].
  replace (ramp (x + c)) with (/ 2 * (2 * ramp (x + c))) by field; apply (is_derive_scal (fun y => ramp (y + c) ^ 2)), ramp_2_shift.
Qed.

Lemma ramp_2_integral c a b : is_RInt (fun y => ramp (y + c) ^ 2) a b ((ramp (b + c) ^ 3 - ramp (a + c) ^ 3) / 3).
Proof.
  replace ((ramp (b + c) ^ 3 - ramp (a + c) ^ 3) / 3) with (minus (/ 3 * ramp (b + c) ^ 3) (/ 3 * ramp (a + c) ^ 3))
    by (unfold minus, plus, opp; simpl; field).
  apply (is_RInt_derive (fun y => / 3 * ramp (y + c) ^ 3)); intros x _; [|apply ramp_2_shift_continuous].
  replace (ramp (x + c) ^ 2) with (/ 3 * (3 * ramp (x + c) ^ 2)) by field; apply (is_derive_scal (fun y => ramp (y + c) ^ 3)), ramp_3_shift.
Qed.
