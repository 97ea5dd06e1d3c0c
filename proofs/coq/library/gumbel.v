(** Choice probabilities of Gumbel noise: from an enclosure over [a, b] to one over the line. *)

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

Lemma gumbel_choice_enclosed theta others (a b c r eps : R) :
  Rabs (RInt (fun t => gumbel_density (t - theta) * rest others t) a b - c) <= r ->
  (1 - gumbel_cdf (b - theta)) + gumbel_cdf (a - theta) <= eps ->
  exists p, gumbel_choice_probability theta others p /\ Rabs (p - c) <= r + eps.
Proof.
  intros B E.
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
