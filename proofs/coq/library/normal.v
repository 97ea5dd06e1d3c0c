(** The normal density: continuity, decay, and its integral over a half-line. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.library Require Import improper.
From Perturb.statements Require Import refutation_of_theorem_3_1.
Open Scope R_scope.

Lemma root_two_pi_pos : 0 < sqrt (2 * PI).
Proof. apply sqrt_lt_R0; assert (H := PI_RGT_0); lra. Qed.

Lemma normal_derive x : is_derive normal_density x (- x * normal_density x).
Proof.
  assert (P := root_two_pi_pos); unfold normal_density; auto_derive; [trivial|].
  unfold Rdiv; field; lra.
Qed.

Lemma normal_continuous x : continuous normal_density x.
Proof. apply (ex_derive_continuous (V := R_NormedModule)); exists (- x * normal_density x); apply normal_derive. Qed.

Lemma normal_pos x : 0 < normal_density x.
Proof. apply Rdiv_lt_0_compat; [apply exp_pos|apply root_two_pi_pos]. Qed.

Lemma normal_lim : is_lim normal_density p_infty 0.
Proof.
  assert (P := root_two_pi_pos).
  apply (is_lim_le_le_loc (fun _ => 0) (fun z => 2 / sqrt (2 * PI) * / z)); [|apply is_lim_const|].
  - exists 1; intros z Z; split; [apply Rlt_le, normal_pos|].
    unfold normal_density.
    replace (2 / sqrt (2 * PI) * / z) with (2 * / z / sqrt (2 * PI)) by (field; lra).
    apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, P|].
    replace (- (z * z) / 2) with (- (z * z / 2)) by field.
    rewrite exp_Ropp; replace (2 * / z) with (/ (z / 2)) by (field; lra).
    apply Rinv_le_contravar; [lra|]. assert (H := exp_ineq1 (z * z / 2) ltac:(nra)); nra.
  - replace (Finite 0) with (Rbar_mult (2 / sqrt (2 * PI)) 0) by (simpl; f_equal; ring).
    apply (is_lim_scal_l _ _ _ (Finite 0)), inverse_lim.
Qed.

(** The integral of x phi(x) over the line is 0. *)
Lemma normal_first_moment : is_RInt_gen (fun x => x * normal_density x) (Rbar_locally m_infty) (Rbar_locally p_infty) 0.
Proof.
  replace 0 with (- 1 * 0 - - 1 * 0) at 1 by ring.
  apply (integral_of_line _ (fun x => - 1 * normal_density x)).
  - intros x; replace (x * normal_density x) with (- 1 * (- x * normal_density x)) by ring.
    apply (is_derive_scal normal_density), normal_derive.
  - intros x; apply (continuous_mult (fun x => x) normal_density); [apply continuous_id|apply normal_continuous].
  - apply (is_lim_scal_l _ _ _ (Finite 0)), at_minus_infinity, (is_lim_ext normal_density); [|apply normal_lim].
    intros z; unfold normal_density; do 3 f_equal; ring.
  - apply (is_lim_scal_l _ _ _ (Finite 0)), normal_lim.
Qed.

(** For a >= 1 the tail from a is at most phi(a), and at least every partial integral. *)
Lemma normal_tail a : 1 <= a ->
  exists l, is_RInt_gen normal_density (at_point a) (Rbar_locally p_infty) l /\ l <= normal_density a /\
    forall x, a <= x -> RInt normal_density a x <= l.
Proof.
  intros A; apply integral_of_half_line; [exact normal_continuous|intros; apply Rlt_le, normal_pos|intros x X].
  apply Rle_trans with (- normal_density x - - normal_density a); [|assert (H := normal_pos x); lra].
  assert (I : is_RInt (fun z => z * normal_density z) a x (- normal_density x - - normal_density a)).
  { apply (is_RInt_derive (fun z => - normal_density z)).
    - intros z _; replace (z * normal_density z) with (- (- z * normal_density z)) by ring.
      apply (is_derive_opp normal_density), normal_derive.
    - intros z _; apply (continuous_mult (fun x => x) normal_density); [apply continuous_id|apply normal_continuous]. }
  rewrite <- (is_RInt_unique _ _ _ _ I).
  apply RInt_le; [exact X| |exists (- normal_density x - - normal_density a); exact I|].
  - apply (@ex_RInt_continuous R_CompleteNormedModule); intros; apply normal_continuous.
  - intros z [Z _]; assert (H := normal_pos z); nra.
Qed.
