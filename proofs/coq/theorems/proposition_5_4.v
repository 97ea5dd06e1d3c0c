From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import proposition_5_4.
From Perturb.library Require Import ramps.
Open Scope R_scope.

(** f(a, b) = b + h(a - b), with derivatives h' and h''. *)
Definition h (c : R) : R := (ramp (c + 2) ^ 3 - 2 * ramp (c + 0) ^ 3 + ramp (c + -2) ^ 3) / 24.
Definition h' (c : R) : R := (ramp (c + 2) ^ 2 - 2 * ramp (c + 0) ^ 2 + ramp (c + -2) ^ 2) / 8.
Definition h'' (c : R) : R := (ramp (c + 2) - 2 * ramp (c + 0) + ramp (c + -2)) / 4.

Lemma f_h a b : f a b = b + h (a - b).
Proof.
  unfold f, h; repeat (destruct (Rlt_dec _ _) || destruct (Rle_dec _ _)); try lra; unfold ramp, Rmax;
    repeat destruct (Rle_dec _ _); try lra; try field; try (assert (a = b) as -> by lra; field); assert (a = b + -2) as -> by lra; field.
Qed.

Lemma first_wins_h a b : first_wins a b = h' (a - b).
Proof.
  unfold first_wins, h'; repeat (destruct (Rlt_dec _ _) || destruct (Rle_dec _ _)); try lra; unfold ramp, Rmax;
    repeat destruct (Rle_dec _ _); try lra; try field; try (assert (a = b) as -> by lra; field); assert (a = b + -2) as -> by lra; field.
Qed.

(** * Derivatives *)

Lemma combination_derive (g1 g2 g3 : R -> R) d1 d2 d3 k x : is_derive g1 x d1 -> is_derive g2 x d2 -> is_derive g3 x d3 ->
  is_derive (fun y => (g1 y - 2 * g2 y + g3 y) / k) x ((d1 - 2 * d2 + d3) / k).
Proof.
  intros H1 H2 H3; apply (is_derive_ext (fun y => / k * (g1 y - 2 * g2 y + g3 y))); [intros; apply Rmult_comm|].
  replace ((d1 - 2 * d2 + d3) / k) with (/ k * (d1 - 2 * d2 + d3)) by apply Rmult_comm.
  apply (is_derive_scal (fun y => g1 y - 2 * g2 y + g3 y)), (is_derive_plus (fun y => g1 y - 2 * g2 y) g3); [|exact H3].
  apply (is_derive_minus g1 (fun y => 2 * g2 y)); [exact H1|apply (is_derive_scal g2), H2].
Qed.

Lemma h_derive c : is_derive h c (h' c).
Proof.
  replace (h' c) with ((3 * ramp (c + 2) ^ 2 - 2 * (3 * ramp (c + 0) ^ 2) + 3 * ramp (c + -2) ^ 2) / 24) by (unfold h'; field).
  apply combination_derive; apply ramp_3_shift.
Qed.

Lemma h'_derive c : is_derive h' c (h'' c).
Proof.
  replace (h'' c) with ((2 * ramp (c + 2) - 2 * (2 * ramp (c + 0)) + 2 * ramp (c + -2)) / 8) by (unfold h''; field).
  apply combination_derive; apply ramp_2_shift.
Qed.

Lemma h'_monotone x y : x <= y -> h' x <= h' y.
Proof.
  intros L; destruct (MVT_gen h' x y h'') as [z [_ E]].
  - intros; apply h'_derive.
  - intros; apply continuity_pt_filterlim, (ex_derive_continuous (V := R_NormedModule)); eexists; apply h'_derive.
  - assert (0 <= h'' z) by (unfold h''; destruct (ramp_cases (z + 2)) as [[? ->]|[? ->]], (ramp_cases (z + 0)) as [[? ->]|[? ->]],
      (ramp_cases (z + -2)) as [[? ->]|[? ->]]; lra).
    assert (0 <= h'' z * (y - x)) by (apply Rmult_le_pos; lra); lra.
Qed.

Lemma h_above_tangents x y : h x + h' x * (y - x) <= h y.
Proof.
  destruct (MVT_gen h x y h') as [z [Z E]].
  - intros; apply h_derive.
  - intros; apply continuity_pt_filterlim, (ex_derive_continuous (V := R_NormedModule)); eexists; apply h_derive.
  - revert Z; unfold Rmin, Rmax; destruct (Rle_dec x y); intros Z.
    + assert (M := h'_monotone x z ltac:(lra)); assert (0 <= (h' z - h' x) * (y - x)) by (apply Rmult_le_pos; lra); lra.
    + assert (M := h'_monotone z x ltac:(lra)); assert (0 <= (h' x - h' z) * (x - y)) by (apply Rmult_le_pos; lra); lra.
Qed.

Lemma f_derive_1 a b : is_derive (fun t => f t b) a (h' (a - b)).
Proof.
  apply (is_derive_ext (fun t => b + h (t + - b))); [intros t; symmetry; apply f_h|].
  replace (h' (a - b)) with (0 + h' (a + - b)) by apply Rplus_0_l.
  apply (is_derive_plus (fun _ => b) (fun t => h (t + - b))); [apply (is_derive_const (V := R_NormedModule))|].
  exact (derive_shift h h' (- b) a h_derive).
Qed.

Lemma f_derive_2 a b : is_derive (fun t => f a t) b (1 - h' (a - b)).
Proof.
  apply (is_derive_ext (fun t => t + h (a - t))); [intros t; symmetry; apply f_h|].
  apply (is_derive_plus (fun t => t) (fun t => h (a - t))); [apply (is_derive_id (K := R_AbsRing))|].
  assert (Q : is_derive (fun t => h (a - t)) b (scal (- 1) (h' (a - b)))).
  { apply (is_derive_comp h (fun t => a - t)); [apply h_derive|auto_derive; [trivial|ring]]. }
  assert (E : scal (- 1) (h' (a - b)) = - h' (a - b)) by (unfold scal; simpl; unfold mult; simpl; ring).
  rewrite E in Q; exact Q.
Qed.

Lemma derive_at_minimum (g : R -> R) x l : is_derive g x l -> (forall y, g x <= g y) -> l = 0.
Proof.
  intros D M; apply is_derive_Reals in D.
  rewrite <- (deriv_minimum g (x - 1) (x + 1) x (exist _ l D)); [reflexivity|lra..|intros; apply M].
Qed.

Lemma subgradient_unique (g : R -> R) x l p : is_derive g x l -> (forall y, g x + p * (y - x) <= g y) -> p = l.
Proof.
  intros D M; assert (E : l - p = 0); [|lra].
  apply (derive_at_minimum (fun y => g y - p * y) x); [|intros y; assert (Y := M y); lra].
  apply (is_derive_minus g (fun y => p * y)); [exact D|auto_derive; [trivial|ring]].
Qed.

(** * Integrals over [-1, 1] *)

Definition share (u : R) : R := ramp (u + 1) - ramp (u - 1).

(** A function that is s below u and t above u. *)
Lemma step_integral g u s t : (forall y, y < u -> g y = s) -> (forall y, u < y -> g y = t) ->
  is_RInt g (-1) 1 (s * share u + t * (2 - share u)).
Proof.
  intros S T; set (m := if Rle_dec u (-1) then -1 else if Rle_dec 1 u then 1 else u).
  assert (M : -1 <= m <= 1 /\ (-1 < m -> m <= u) /\ (m < 1 -> u <= m) /\ share u = m - -1).
  { unfold m, share, ramp, Rmax; repeat destruct (Rle_dec _ _); lra. }
  destruct M as (M & M1 & M2 & E).
  replace (s * share u + t * (2 - share u)) with ((m - -1) * s + (1 - m) * t) by (rewrite E; ring).
  apply (is_RInt_Chasles (V := R_NormedModule) g (-1) m 1 ((m - -1) * s) ((1 - m) * t)).
  - apply (is_RInt_ext (fun _ => s)); [|apply (is_RInt_const (V := R_NormedModule))].
    intros y [Y1 Y2]; rewrite Rmin_left in Y1 by lra; rewrite Rmax_right in Y2 by lra; symmetry; apply S; lra.
  - apply (is_RInt_ext (fun _ => t)); [|apply (is_RInt_const (V := R_NormedModule))].
    intros y [Y1 Y2]; rewrite Rmin_left in Y1 by lra; rewrite Rmax_right in Y2 by lra; symmetry; apply T; lra.
Qed.

Lemma integral_constant c : is_RInt (fun _ => c) (-1) 1 (2 * c).
Proof. replace (2 * c) with ((1 - -1) * c) by ring; apply (is_RInt_const (V := R_NormedModule)). Qed.

Lemma integral_sum (g k : R -> R) (s t l m a b : R) : is_RInt g a b l -> is_RInt k a b m -> is_RInt (fun x => s * g x + t * k x) a b (s * l + t * m).
Proof.
  intros G K; apply (is_RInt_plus (V := R_NormedModule) (fun x => s * g x) (fun x => t * k x));
    apply (is_RInt_scal (V := R_NormedModule)); assumption.
Qed.

Lemma integral_as (g k : R -> R) (l m : R) : is_RInt g (-1) 1 l -> (forall x, g x = k x) -> l = m -> is_RInt k (-1) 1 m.
Proof. intros G E <-; apply (is_RInt_ext g); [intros; apply E|exact G]. Qed.

Lemma f_integral a b : uniform_mean (fun x y => Rmax (a + x) (b + y)) (f a b).
Proof.
  exists (fun x => / 4 * (2 * (a + x)) + / 4 * ((ramp (1 + (b - a - x)) ^ 2 - ramp (-1 + (b - a - x)) ^ 2) / 2)); split.
  - intros x _; eapply (integral_as (fun y => / 4 * (a + x) + / 4 * ramp (y + (b - a - x)))); [|intros y|reflexivity].
    + apply (integral_sum (fun _ => a + x)); [apply integral_constant|apply ramp_integral].
    + unfold ramp, Rmax; destruct (Rle_dec _ _), (Rle_dec _ _); lra.
  - apply (integral_as (fun x => 1 * (b / 2) + 1 * (/ 8 * ramp (x + (a - b + 1)) ^ 2 + - / 8 * ramp (x + (a - b - 1)) ^ 2)) _
      (1 * (2 * (b / 2)) + 1 * (/ 8 * ((ramp (1 + (a - b + 1)) ^ 3 - ramp (-1 + (a - b + 1)) ^ 3) / 3)
                              + - / 8 * ((ramp (1 + (a - b - 1)) ^ 3 - ramp (-1 + (a - b - 1)) ^ 3) / 3)))).
    + apply (integral_sum (fun _ => b / 2)); [apply integral_constant|apply integral_sum; apply ramp_2_integral].
    + intros x; destruct (ramp_cases (1 + (b - a - x))) as [[? ->]|[? ->]], (ramp_cases (-1 + (b - a - x))) as [[? ->]|[? ->]],
        (ramp_cases (x + (a - b + 1))) as [[? ->]|[? ->]], (ramp_cases (x + (a - b - 1))) as [[? ->]|[? ->]]; try lra; try field;
        try (assert (x = b - a + 1) as -> by lra; field); assert (x = b - a - 1) as -> by lra; field.
    + rewrite f_h; unfold h.
      replace (1 + (a - b + 1)) with (a - b + 2) by ring; replace (-1 + (a - b + 1)) with (a - b + 0) by ring.
      replace (1 + (a - b - 1)) with (a - b + 0) by ring; replace (-1 + (a - b - 1)) with (a - b + -2) by ring; field.
Qed.

(** The probability that the first coordinate wins, whoever wins ties: s = 1 and t = 0; that the second one wins: s = 0 and t = 1. *)
Lemma wins_integral a b (g : R -> R -> R) s t : (forall x y, y < x + (a - b) -> g x y = s) -> (forall x y, x + (a - b) < y -> g x y = t) ->
  uniform_mean g (s * h' (a - b) + t * (1 - h' (a - b))).
Proof.
  intros S T; exists (fun x => / 4 * (s * share (x + (a - b)) + t * (2 - share (x + (a - b))))); split.
  - intros x _; apply (is_RInt_ext (fun y => / 4 * g x y)); [intros y _; apply Rmult_comm|].
    apply (is_RInt_scal (V := R_NormedModule)), step_integral; intros y; [apply S|apply T].
  - apply (integral_as (fun x => 1 * (t / 2) + 1 * ((s - t) / 4 * ramp (x + (a - b + 1)) + - ((s - t) / 4) * ramp (x + (a - b - 1)))) _
      (1 * (2 * (t / 2)) + 1 * ((s - t) / 4 * ((ramp (1 + (a - b + 1)) ^ 2 - ramp (-1 + (a - b + 1)) ^ 2) / 2)
                              + - ((s - t) / 4) * ((ramp (1 + (a - b - 1)) ^ 2 - ramp (-1 + (a - b - 1)) ^ 2) / 2)))).
    + apply (integral_sum (fun _ => t / 2)); [apply integral_constant|apply integral_sum; apply ramp_integral].
    + intros x; unfold share.
      replace (x + (a - b) + 1) with (x + (a - b + 1)) by ring; replace (x + (a - b) - 1) with (x + (a - b - 1)) by ring; field.
    + unfold h'; replace (1 + (a - b + 1)) with (a - b + 2) by ring; replace (-1 + (a - b + 1)) with (a - b + 0) by ring.
      replace (1 + (a - b - 1)) with (a - b + 0) by ring; replace (-1 + (a - b - 1)) with (a - b + -2) by ring; field.
Qed.

Theorem proved : proposition_5_4.
Proof.
  split; [exact f_integral|split; [|split; [|split; [|split]]]].
  - intros a b; rewrite first_wins_h; replace (h' (a - b)) with (1 * h' (a - b) + 0 * (1 - h' (a - b))) by ring.
    apply wins_integral; intros x y L; destruct (Rle_dec _ _); lra.
  - intros a b; rewrite first_wins_h; replace (1 - h' (a - b)) with (0 * h' (a - b) + 1 * (1 - h' (a - b))) by ring.
    apply wins_integral; intros x y L; destruct (Rle_dec _ _); lra.
  - intros a b; rewrite first_wins_h; split; [apply f_derive_1|apply f_derive_2].
  - intros a b p q; rewrite first_wins_h; split.
    + intros H; split.
      * apply (subgradient_unique (fun t => f t b) a); [apply f_derive_1|intros y; assert (Y := H y b); lra].
      * apply (subgradient_unique (fun t => f a t) b); [apply f_derive_2|intros y; assert (Y := H a y); lra].
    + intros [-> ->] c d; rewrite !f_h; assert (T := h_above_tangents (a - b) (c - d)); lra.
  - split; [lra|unfold first_wins; repeat destruct (Rlt_dec _ _); lra].
Qed.
