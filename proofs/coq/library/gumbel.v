(** Choices under Gumbel noise: from an enclosure over [a, b] to one over the line. *)

From Coq Require Import Reals Lra List.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import gumbel_law.
From Perturb.library Require Import improper tails.
Open Scope R_scope.

Lemma gumbel_cdf_derive theta t : is_derive (fun s => gumbel_cdf (s - theta)) t (gumbel_density (t - theta)).
Proof.
  unfold gumbel_cdf, gumbel_density; auto_derive; [trivial|].
  unfold Rminus; rewrite (exp_plus (- (t + - theta))); ring.
Qed.

Lemma gumbel_cdf_bounds t : 0 < gumbel_cdf t < 1.
Proof. split; [apply exp_pos|unfold gumbel_cdf; rewrite <- exp_0; apply exp_increasing; assert (H := exp_pos (- t)); lra]. Qed.

Lemma gumbel_density_continuous theta t : continuous (fun s => gumbel_density (s - theta)) t.
Proof. apply (ex_derive_continuous (V := R_NormedModule)); unfold gumbel_density; auto_derive; trivial. Qed.

Definition rest (others : list R) (t : R) : R := fold_right (fun theta_j product => gumbel_cdf (t - theta_j) * product) 1 others.

Lemma rest_bounds others t : 0 <= rest others t <= 1.
Proof.
  induction others as [|theta others IH]; simpl; [lra|].
  assert (H := gumbel_cdf_bounds (t - theta)); nra.
Qed.

Lemma rest_continuous others t : continuous (rest others) t.
Proof.
  induction others as [|theta others IH]; simpl; [apply continuous_const|].
  apply (continuous_mult (fun s => gumbel_cdf (s - theta)) (rest others)); [|exact IH].
  apply (ex_derive_continuous (V := R_NormedModule)); eexists; apply gumbel_cdf_derive.
Qed.

Definition weight (others : list R) : R := fold_right (fun theta_j total => exp theta_j + total) 0 others.

(** The integrand with two exponentials instead of one for each choice. *)
Lemma gumbel_integrand theta others t : exp (theta - t - weight (theta :: others) * exp (- t)) = gumbel_density (t - theta) * rest others t.
Proof.
  assert (R : rest others t = exp (- (weight others * exp (- t)))).
  { induction others as [|theta_j others IH].
    - simpl; rewrite Rmult_0_l, Ropp_0, exp_0; reflexivity.
    - change (gumbel_cdf (t - theta_j) * rest others t = exp (- ((exp theta_j + weight others) * exp (- t)))).
      rewrite IH; unfold gumbel_cdf; rewrite <- exp_plus; f_equal.
      replace (- (t - theta_j)) with (theta_j + - t) by ring; rewrite exp_plus; ring. }
  rewrite R; unfold gumbel_density; rewrite <- exp_plus; f_equal; simpl.
  replace (- (t - theta)) with (theta + - t) by ring; rewrite exp_plus; ring.
Qed.

Lemma gumbel_argmax_enclosed theta others (a b c r eps : R) :
  Rabs (RInt (fun t => exp (theta - t - weight (theta :: others) * exp (- t))) a b - c) <= r ->
  (1 - gumbel_cdf (b - theta)) + gumbel_cdf (a - theta) <= eps ->
  exists p, gumbel_argmax_probability theta others p /\ Rabs (p - c) <= r + eps.
Proof.
  intros B E.
  rewrite (RInt_ext _ (fun t => gumbel_density (t - theta) * rest others t)) in B by (intros; apply gumbel_integrand).
  assert (P : forall t, 0 <= gumbel_density t) by (intros; apply Rlt_le, exp_pos).
  assert (M : forall t, gumbel_density (t - theta) * rest others t <= gumbel_density (t - theta)).
  { intros t; assert (H := rest_bounds others t); assert (K := P (t - theta)); nra. }
  apply (enclosed_on_line _ (fun t => 1 - gumbel_cdf (t - theta)) (fun t => gumbel_density (t - theta))
    (fun t => gumbel_cdf (t - theta)) (fun t => gumbel_density (t - theta)) a b c r eps).
  - intros t; apply (continuous_mult (fun s => gumbel_density (s - theta)) (rest others)); [apply gumbel_density_continuous|apply rest_continuous].
  - intros t; apply Rmult_le_pos; [apply P|apply rest_bounds].
  - intros t; replace (- gumbel_density (t - theta)) with (0 - gumbel_density (t - theta)) by ring.
    apply (is_derive_minus (fun _ => 1) (fun s => gumbel_cdf (s - theta))); [apply (is_derive_const (V := R_NormedModule))|apply gumbel_cdf_derive].
  - apply gumbel_density_continuous.
  - intros t; assert (H := gumbel_cdf_bounds (t - theta)); lra.
  - intros; apply M.
  - apply gumbel_cdf_derive.
  - apply gumbel_density_continuous.
  - intros t; assert (H := gumbel_cdf_bounds (t - theta)); lra.
  - intros; apply M.
  - exact E.
  - exact B.
Qed.

(** The logistic distribution function has the density [gumbel_difference], which is even. *)
Lemma logistic_derive z : is_derive (fun z => / (1 + exp (- z))) z (gumbel_difference z).
Proof. unfold gumbel_difference; assert (H := exp_pos (- z)); auto_derive; [lra|field; lra]. Qed.

Lemma gumbel_difference_even z : gumbel_difference (- z) = gumbel_difference z.
Proof. unfold gumbel_difference; rewrite Ropp_involutive, exp_Ropp; assert (H := exp_pos z); field; split; lra. Qed.

Lemma gumbel_difference_pos z : 0 < gumbel_difference z.
Proof. apply Rdiv_lt_0_compat; [apply exp_pos|apply pow_lt; assert (H := exp_pos (- z)); lra]. Qed.

Lemma gumbel_softmax_enclosed x (b c r eps : R) :
  Rabs (RInt (fun z => / (1 + exp (- (x + z))) * gumbel_difference z) (- b) b - c) <= r -> 2 / (1 + exp b) <= eps ->
  exists p, gumbel_softmax_probability x p /\ Rabs (p - c) <= r + eps.
Proof.
  intros B E.
  assert (S : forall z, 0 < / (1 + exp (- z)) <= 1).
  { intros z; assert (H := exp_pos (- z)); split; [apply Rinv_0_lt_compat; lra|].
    rewrite <- Rinv_1; apply Rinv_le_contravar; lra. }
  assert (M : forall z, / (1 + exp (- (x + z))) * gumbel_difference z <= gumbel_difference z).
  { intros z; assert (H := S (x + z)); assert (K := gumbel_difference_pos z); nra. }
  assert (C : forall z, continuous gumbel_difference z).
  { intros z; apply (ex_derive_continuous (V := R_NormedModule)); unfold gumbel_difference; assert (H := exp_pos (- z)); auto_derive.
    apply Rgt_not_eq, Rmult_lt_0_compat; lra. }
  apply (enclosed_on_line _ (fun z => / (1 + exp (- - z))) gumbel_difference (fun z => / (1 + exp (- z))) gumbel_difference (- b) b c r eps).
  - intros z; apply (continuous_mult (fun z => / (1 + exp (- (x + z)))) gumbel_difference); [|apply C].
    apply (ex_derive_continuous (V := R_NormedModule)); assert (H := exp_pos (- (x + z))); auto_derive; lra.
  - intros z; apply Rmult_le_pos; [apply Rlt_le, S|apply Rlt_le, gumbel_difference_pos].
  - intros z; replace (- gumbel_difference z) with (scal (- 1) (gumbel_difference (- z)))
      by (rewrite gumbel_difference_even; unfold scal; simpl; unfold mult; simpl; ring).
    apply (is_derive_comp (fun z => / (1 + exp (- z))) Ropp); [apply logistic_derive|auto_derive; [trivial|ring]].
  - exact C.
  - intros z; apply Rlt_le, S.
  - intros; apply M.
  - apply logistic_derive.
  - exact C.
  - intros z; apply Rlt_le, S.
  - intros; apply M.
  - replace (/ (1 + exp (- - b)) + / (1 + exp (- - b))) with (2 / (1 + exp b)); [exact E|].
    rewrite Ropp_involutive; assert (H := exp_pos b); field; lra.
  - exact B.
Qed.
