(** f(x) = 2 x, sigma = 2, t = 3: P(gamma >= 3/2) >= phi(2) / 2 > exp(-9/2). *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import refutation_of_theorem_3_1.
From Perturb.library Require Import improper tails normal.
Open Scope R_scope.

Lemma tail_large : exp (- (3 * 3) / 2) < RInt normal_density (3 / 2) 2.
Proof.
  assert (I : forall a b, ex_RInt normal_density a b) by (intros; apply everywhere_integrable, normal_continuous).
  assert (P := root_two_pi_pos); assert (D := normal_pos 2).
  apply Rlt_le_trans with (1 / 2 * normal_density 2).
  - assert (E : exp (- (2 * 2) / 2) = exp (- (3 * 3) / 2) * exp (5 / 8) ^ 4).
    { simpl; rewrite Rmult_1_r, <- !exp_plus; f_equal; field. }
    assert (L := exp_ineq1 (5 / 8) ltac:(lra)).
    assert (R : sqrt (2 * PI) < 3).
    { apply Rsqr_incrst_0; [|lra..]; rewrite Rsqr_sqrt; unfold Rsqr; assert (H := PI_4); assert (K := PI_RGT_0); lra. }
    assert (Q : 6 < exp (5 / 8) ^ 4).
    { apply Rlt_trans with ((1 + 5 / 8) ^ 4); [lra|].
      assert (S : (1 + 5 / 8) ^ 2 < exp (5 / 8) ^ 2) by nra; nra. }
    unfold normal_density; apply Rmult_lt_reg_r with (2 * sqrt (2 * PI)); [lra|].
    replace (1 / 2 * (exp (- (2 * 2) / 2) / sqrt (2 * PI)) * (2 * sqrt (2 * PI))) with (exp (- (2 * 2) / 2)) by (field; lra).
    rewrite E; apply Rmult_lt_compat_l; [apply exp_pos|lra].
  - replace (1 / 2 * normal_density 2) with (RInt (fun _ => normal_density 2) (3 / 2) 2).
    2: { rewrite RInt_const; unfold scal; simpl; unfold mult; simpl; field. }
    apply RInt_le; [lra|apply ex_RInt_const|apply I|intros x X].
    unfold normal_density; apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, P|].
    apply Rlt_le, exp_increasing; nra.
Qed.

Theorem proved : refutation_of_theorem_3_1.
Proof.
  intros H; destruct (normal_tail (3 / 2)) as [P [T [_ L]]]; [lra|].
  assert (X : P <= exp (- (3 * 3) / 2)).
  { apply (H (fun x => 2 * x) (fun _ => 2) 2 0 3 P).
    - intros x; auto_derive; [trivial|ring].
    - intros; lra.
    - unfold normal_mean; replace 0 with (scal 2 0) at 1 by (unfold scal; simpl; unfold mult; simpl; ring).
      refine (is_RInt_gen_ext _ _ _ _ (is_RInt_gen_scal (V := R_NormedModule) _ 2 0 normal_first_moment)).
      exists (fun _ => True) (fun _ => True); [exists 0; auto..|intros a b _ _ z _].
      unfold scal; simpl; unfold mult; simpl; ring.
    - lra.
    - unfold normal_mean; replace P with (plus 0 P) by (unfold plus; simpl; ring).
      apply (is_RInt_gen_Chasles (V := R_NormedModule) _ (3 / 2)).
      + apply (is_RInt_gen_ext (fun _ => 0)).
        * exists (fun x => x < 3 / 2) (fun x => x = 3 / 2); [exists (3 / 2); auto|reflexivity|].
          intros a b A -> z [_ Z]; simpl in Z; rewrite Rmax_right in Z by lra.
          destruct (Rle_dec 3 (2 * z - 0)); [lra|symmetry; apply Rmult_0_l].
        * intros Q HQ; exists (fun x => x < 3 / 2) (fun x => x = 3 / 2); [exists (3 / 2); auto|reflexivity|].
          intros a b _ ->; exists 0; simpl; split; [|apply locally_singleton; exact HQ].
          apply zero_integral.
      + refine (is_RInt_gen_ext _ _ _ _ T).
        exists (fun x => x = 3 / 2) (fun x => 3 / 2 < x); [reflexivity|exists (3 / 2); auto|].
        intros a b -> B z [Z _]; simpl in Z, B; rewrite Rmin_left in Z by lra.
        destruct (Rle_dec 3 (2 * z - 0)); [symmetry; apply Rmult_1_l|lra]. }
  assert (Y := L 2 ltac:(lra)); assert (Z := tail_large); lra.
Qed.
