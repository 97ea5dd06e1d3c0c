(** Z with the density 1 / (2 (1 + z^2)^(3/2)), Theta = {theta_1 = 0} in R^2: p = (0, 1) at (0, 1) and at (0, 2). *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import common refutation_of_theorem_5_3.
From Perturb.library Require Import sums softmax small improper.
Open Scope R_scope.

Definition root (z : R) : R := sqrt (1 + z * z).
Definition phi (z : R) : R := / (2 * (1 + z * z) * root z).

Lemma root_square z : root z * root z = 1 + z * z.
Proof. apply sqrt_sqrt; nra. Qed.

Lemma root_pos z : 0 < root z.
Proof. apply sqrt_lt_R0; nra. Qed.

Lemma root_bounds z : 1 <= z -> z <= root z <= z + 1.
Proof. intros Z; assert (S := root_square z); assert (P := root_pos z); nra. Qed.

Lemma root_derive z : is_derive root z (z / root z).
Proof.
  unfold root; auto_derive; [nra|]. assert (P := root_pos z); unfold root in P; field; lra.
Qed.

Lemma phi_continuous z : ex_derive phi z.
Proof.
  assert (P := root_pos z); assert (Q := root_derive z).
  unfold phi; auto_derive; repeat split; [exists (z / root z); exact Q|].
  assert (0 < (1 + z * z) * root z) by (apply Rmult_lt_0_compat; nra); lra.
Qed.

Lemma share_lim : is_lim (fun z => z / root z) p_infty 1.
Proof.
  apply (is_lim_le_le_loc (fun z => 1 - / z) (fun _ => 1)).
  - exists 1; intros z Z; destruct (root_bounds z); [lra|].
    assert (P := root_pos z); split.
    + apply Rmult_le_reg_r with (z * root z); [nra|]; field_simplify; nra.
    + apply Rmult_le_reg_r with (root z); [nra|]; field_simplify; nra.
  - replace (Finite 1) with (Rbar_plus 1 (Rbar_opp 0)) by (simpl; f_equal; ring).
    apply is_lim_minus'; [apply is_lim_const|apply inverse_lim].
  - apply is_lim_const.
Qed.

Lemma inverse_root_lim : is_lim (fun z => / root z) p_infty 0.
Proof.
  apply (is_lim_le_le_loc (fun _ => 0) (fun z => / z)); [|apply is_lim_const|apply inverse_lim].
  exists 1; intros z Z; destruct (root_bounds z); [lra|]; split; [apply Rlt_le, Rinv_0_lt_compat, root_pos|apply Rinv_le_contravar; lra].
Qed.

Lemma root_even z : root (- z) = root z.
Proof. unfold root; f_equal; ring. Qed.

Lemma phi_total : integral_over_line phi 1.
Proof.
  unfold integral_over_line; replace 1 with (1 / 2 * 1 - 1 / 2 * - 1) at 1 by field.
  apply (integral_of_line phi (fun z => 1 / 2 * (z / root z))).
  - intros z; assert (P := root_pos z); assert (S := root_square z); assert (D := root_derive z).
    replace (phi z) with (1 / 2 * ((1 * root z - z * (z / root z)) / root z ^ 2)).
    + apply (is_derive_scal (fun z => z / root z)), (is_derive_div (fun z => z) root z 1 (z / root z));
        [apply (is_derive_id (K := R_AbsRing))|exact D|lra].
    + unfold phi; rewrite <- S; replace (z * (z / root z)) with ((root z * root z - 1) / root z) by (rewrite S; field; lra); field; lra.
  - intros z; apply (ex_derive_continuous (V := R_NormedModule)), phi_continuous.
  - apply at_minus_infinity, (is_lim_ext (fun z => 1 / 2 * (- 1 * (z / root z)))).
    + intros z; rewrite root_even; unfold Rdiv; ring.
    + replace (1 / 2 * - 1) with (1 / 2 * (- 1 * 1)) by ring; do 2 apply (is_lim_scal_l _ _ _ (Finite _)); exact share_lim.
  - apply (is_lim_scal_l _ _ _ (Finite 1)), share_lim.
Qed.

Lemma phi_mean : integral_over_line (fun z => z * phi z) 0.
Proof.
  unfold integral_over_line; replace 0 with (- 1 / 2 * 0 - - 1 / 2 * 0) at 1 by field.
  apply (integral_of_line _ (fun z => - 1 / 2 * / root z)).
  - intros z; assert (P := root_pos z); assert (S := root_square z); assert (D := root_derive z).
    replace (z * phi z) with (- 1 / 2 * (- (z / root z) / root z ^ 2)) by (unfold phi; rewrite <- S; field; lra).
    apply (is_derive_scal (fun z => / root z)), (is_derive_inv root z (z / root z)); [exact D|lra].
  - intros z; apply (continuous_mult (fun z => z) phi); [apply continuous_id|].
    apply (ex_derive_continuous (V := R_NormedModule)), phi_continuous.
  - apply at_minus_infinity, (is_lim_ext (fun z => - 1 / 2 * / root z)); [intros z; rewrite root_even; reflexivity|].
    apply (is_lim_scal_l _ _ _ (Finite 0)), inverse_root_lim.
  - apply (is_lim_scal_l _ _ _ (Finite 0)), inverse_root_lim.
Qed.

Lemma f_is_max (x : vector 2) : integral_over_line (fun z => greatest (fun i => x i + z) * phi z) (greatest x).
Proof.
  set (m := greatest x); unfold integral_over_line.
  assert (E : forall z, greatest (fun i => x i + z) = m + z).
  { intros z; unfold m; rewrite !greatest_2; unfold Rmax; destruct (Rle_dec _ _), (Rle_dec _ _); lra. }
  assert (X := is_RInt_gen_plus (V := R_NormedModule) _ _ _ _ (is_RInt_gen_scal (V := R_NormedModule) phi m 1 phi_total) phi_mean).
  replace m with (plus (scal m 1) 0) by (unfold plus, scal; simpl; unfold mult; simpl; ring).
  refine (is_RInt_gen_ext _ _ _ _ X).
  exists (fun _ => True) (fun _ => True); [exists 0; auto..|intros a b _ _ z _].
  rewrite E; unfold plus, scal; simpl; unfold mult; simpl; ring.
Qed.

Theorem proved : refutation_of_theorem_5_3.
Proof.
  intros H; set (Theta := fun x : vector 2 => x one = 0).
  assert (Sub : forall c, 0 <= c -> subgradient (fun x : vector 2 => greatest x) (vector_2 0 c) (vector_2 0 1)).
  { intros c C y; unfold dot; rewrite sum_2, !greatest_2; unfold vector_2; simpl.
    unfold Rmax; destruct (Rle_dec _ _), (Rle_dec _ _); lra. }
  assert (E := H 1%nat Theta phi (fun x => greatest x)).
  specialize (E ltac:(intros x y lam; unfold Theta, between; intros -> -> _; ring)).
  assert (N : no_two_translates Theta).
  { intros x y X Y D [c T]; unfold Theta in *; apply D, vector_eq; assert (T1 := T one); rewrite X, Y in T1.
    intros i; rewrite (T i); lra. }
  assert (P : positive_differentiable_density phi).
  { split; [|split; [exact phi_continuous|exact phi_total]].
    intros z; unfold phi; assert (R := root_pos z); apply Rinv_0_lt_compat, Rmult_lt_0_compat; nra. }
  assert (X := E N P f_is_max (vector_2 0 1) (vector_2 0 2) (vector_2 0 1) eq_refl eq_refl (Sub 1 ltac:(lra)) (Sub 2 ltac:(lra))).
  assert (Y : vector_2 0 1 two = vector_2 0 2 two) by (rewrite X; reflexivity).
  unfold vector_2 in Y; simpl in Y; lra.
Qed.
