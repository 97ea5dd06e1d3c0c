(** The bell exp(-x^2 / 2): its integrals over half-lines and over the line, and its first moment. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import refutation_of_theorem_3_1.
From Perturb.library Require Import improper tails.
Open Scope R_scope.

Lemma bell_derive x : is_derive bell x (- x * bell x).
Proof. unfold bell; auto_derive; [trivial|]; unfold Rdiv; field. Qed.

Lemma bell_continuous x : continuous bell x.
Proof. apply (ex_derive_continuous (V := R_NormedModule)); exists (- x * bell x); apply bell_derive. Qed.

Lemma bell_pos x : 0 < bell x.
Proof. apply exp_pos. Qed.

(** The majorant 2 / (1 + x^2), with the antiderivative 2 atan x. *)
Lemma bell_majorant x : bell x <= 2 / (1 + x * x).
Proof.
  unfold bell; replace (- (x * x) / 2) with (- (x * x / 2)) by field; rewrite exp_Ropp.
  assert (H := exp_ineq1_le (x * x / 2)); assert (Q : 0 <= x * x) by nra.
  replace (2 / (1 + x * x)) with (/ ((1 + x * x) / 2)) by (field; lra).
  apply Rinv_le_contravar; lra.
Qed.

Lemma majorant_continuous x : continuous (fun x => 2 / (1 + x * x)) x.
Proof. apply (ex_derive_continuous (V := R_NormedModule)); auto_derive; nra. Qed.

Lemma down_derive x : is_derive (fun x => PI + 2 * atan x) x (2 / (1 + x * x)).
Proof. auto_derive; [trivial|unfold Rsqr; field; nra]. Qed.

Lemma up_derive x : is_derive (fun x => PI - 2 * atan x) x (- (2 / (1 + x * x))).
Proof. auto_derive; [trivial|unfold Rsqr; field; nra]. Qed.

(** Integrals to the left and to the right of a >= 0: the right one is at least the bell at a + 1, both together at most 9. *)
Lemma bell_halves a : 0 <= a ->
  exists l r, is_RInt_gen bell (Rbar_locally m_infty) (at_point a) l /\ is_RInt_gen bell (at_point a) (Rbar_locally p_infty) r /\
    0 <= l /\ bell (a + 1) <= r /\ l + r <= 9.
Proof.
  intros A; assert (P := PI_4).
  destruct (left_tail bell (fun x => PI + 2 * atan x) (fun x => 2 / (1 + x * x)) a) as [l [L [L0 L1]]].
  - exact bell_continuous.
  - intros; apply Rlt_le, bell_pos.
  - exact down_derive.
  - exact majorant_continuous.
  - intros t; assert (H := atan_bound t); lra.
  - intros; apply bell_majorant.
  - destruct (right_tail bell (fun x => PI - 2 * atan x) (fun x => 2 / (1 + x * x)) (a + 1)) as [r [T [R0 R1]]].
    + exact bell_continuous.
    + intros; apply Rlt_le, bell_pos.
    + exact up_derive.
    + exact majorant_continuous.
    + intros t; assert (H := atan_bound t); lra.
    + intros; apply bell_majorant.
    + assert (I : is_RInt bell a (a + 1) (RInt bell a (a + 1))).
      { apply (RInt_correct (V := R_CompleteNormedModule)), everywhere_integrable, bell_continuous. }
      assert (C : forall c : R, RInt (V := R_CompleteNormedModule) (fun _ : R => c) a (a + 1) = c).
      { intros c; rewrite RInt_const; unfold scal; simpl; unfold mult; simpl; ring. }
      assert (Lo : bell (a + 1) <= RInt bell a (a + 1)).
      { rewrite <- (C (bell (a + 1))); apply RInt_le; [lra|apply ex_RInt_const|eexists; exact I|intros x X].
        unfold bell; apply Rlt_le, exp_increasing; nra. }
      assert (Hi : RInt bell a (a + 1) <= 1).
      { apply Rle_trans with (RInt (V := R_CompleteNormedModule) (fun _ : R => 1) a (a + 1)); [|rewrite C; lra].
        apply RInt_le; [lra|eexists; exact I|apply ex_RInt_const|intros x X].
        unfold bell; rewrite <- exp_0; apply Rlt_le, exp_increasing; nra. }
      exists l, (RInt bell a (a + 1) + r); split; [exact L|split; [|split; [exact L0|split]]].
      * apply (is_RInt_gen_Chasles (V := R_NormedModule) _ (a + 1)); [apply is_RInt_gen_at_point; exact I|exact T].
      * lra.
      * assert (M : atan a < atan (a + 1)) by (apply atan_increasing; lra); lra.
Qed.

Lemma bell_lim : is_lim bell p_infty 0.
Proof.
  apply (is_lim_le_le_loc (fun _ => 0) (fun z => 2 * / z)); [|apply is_lim_const|].
  - exists 1; intros z Z; split; [apply Rlt_le, bell_pos|].
    apply Rle_trans with (1 := bell_majorant z); apply Rmult_le_compat_l; [lra|apply Rinv_le_contravar; nra].
  - replace (Finite 0) with (Rbar_mult 2 0) by (simpl; f_equal; ring).
    apply (is_lim_scal_l _ _ _ (Finite 0)), inverse_lim.
Qed.

(** The integral of x exp(-x^2 / 2) over the line is 0. *)
Lemma bell_first_moment : is_RInt_gen (fun x => x * bell x) (Rbar_locally m_infty) (Rbar_locally p_infty) 0.
Proof.
  replace 0 with (- 1 * 0 - - 1 * 0) at 1 by ring.
  apply (integral_of_line _ (fun x => - 1 * bell x)).
  - intros x; replace (x * bell x) with (- 1 * (- x * bell x)) by ring; apply (is_derive_scal bell), bell_derive.
  - intros x; apply (continuous_mult (fun x => x) bell); [apply continuous_id|apply bell_continuous].
  - apply (is_lim_scal_l _ _ _ (Finite 0)), at_minus_infinity, (is_lim_ext bell); [|apply bell_lim].
    intros z; unfold bell; do 2 f_equal; ring.
  - apply (is_lim_scal_l _ _ _ (Finite 0)), bell_lim.
Qed.
