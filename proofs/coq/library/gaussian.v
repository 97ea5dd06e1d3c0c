(** Perturb-Softmax with normal noise, two choices: from an enclosure over [-b, b] to one over the line. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import gaussian_softmax.
From Perturb.library Require Import improper tails.
Open Scope R_scope.

Lemma root_four_pi_pos : 0 < sqrt (4 * PI).
Proof. apply sqrt_lt_R0; assert (H := PI_RGT_0); lra. Qed.

Lemma difference_density_pos z : 0 < difference_density z.
Proof. apply Rdiv_lt_0_compat; [apply exp_pos|apply root_four_pi_pos]. Qed.

Lemma difference_density_derive b z : 0 < b -> is_derive (fun z => 2 / b * difference_density z) z (- (z / b * difference_density z)).
Proof.
  intros B; assert (P := root_four_pi_pos); unfold difference_density; auto_derive; [trivial|].
  unfold Rdiv; field; lra.
Qed.

Lemma gaussian_softmax_enclosed x (b c r eps : R) :
  0 < b ->
  Rabs (RInt (fun z => / (1 + exp (- (x + z))) * difference_density z) (- b) b - c) <= r ->
  2 / b * difference_density b + 2 / b * difference_density (- b) <= eps ->
  exists p, gaussian_softmax_probability x p /\ Rabs (p - c) <= r + eps.
Proof.
  intros P B E.
  assert (S : forall z, 0 < / (1 + exp (- (x + z))) <= 1).
  { intros z; assert (H := exp_pos (- (x + z))); split; [apply Rinv_0_lt_compat; lra|].
    rewrite <- Rinv_1; apply Rinv_le_contravar; lra. }
  assert (M : forall z, / (1 + exp (- (x + z))) * difference_density z <= difference_density z).
  { intros z; assert (H := S z); assert (K := difference_density_pos z); nra. }
  assert (C : forall k, 0 < k -> forall z, continuous (fun z => z / k * difference_density z) z).
  { intros k K z; apply (ex_derive_continuous (V := R_NormedModule)); unfold difference_density; auto_derive; trivial. }
  assert (N : forall z, 0 <= 2 / b * difference_density z).
  { intros z; apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat; lra|apply Rlt_le, difference_density_pos]. }
  apply (enclosed_on_line _ (fun z => 2 / b * difference_density z) (fun z => z / b * difference_density z)
    (fun z => 2 / b * difference_density z) (fun z => - (z / b * difference_density z)) (- b) b c r eps).
  - intros z; apply (ex_derive_continuous (V := R_NormedModule)); unfold difference_density; auto_derive.
    assert (H := exp_pos (- (x + z))); lra.
  - intros z; apply Rmult_le_pos; [apply Rlt_le, S|apply Rlt_le, difference_density_pos].
  - intros z; apply difference_density_derive, P.
  - apply C, P.
  - exact N.
  - intros z Z; apply Rle_trans with (1 := M z).
    assert (H : 1 <= z / b) by (apply Rmult_le_reg_r with b; [exact P|unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra]).
    assert (K := difference_density_pos z); nra.
  - intros z; apply difference_density_derive, P.
  - intros z; apply (continuous_opp (V := R_NormedModule) (fun z => z / b * difference_density z)), C, P.
  - exact N.
  - intros z Z; apply Rle_trans with (1 := M z).
    assert (H : 1 <= - z / b) by (apply Rmult_le_reg_r with b; [exact P|unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra]).
    assert (K := difference_density_pos z); replace (- (z / b * difference_density z)) with (- z / b * difference_density z) by (field; lra); nra.
  - exact E.
  - exact B.
Qed.
