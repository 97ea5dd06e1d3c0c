(** f(a, b) = b + h(a - b), and h is linear on each of the four intervals between -2, 0 and 2. *)

From Coq Require Import Reals Lra.
From Perturb.statements Require Import common proposition_5_5 equation_68_with_slopes.
From Perturb.library Require Import sums small signs.
Open Scope R_scope.

Lemma slope_of_line (F : R -> R) delta c : 0 < delta -> (forall e, 0 < e < delta -> F e = F 0 + c * e) -> slope F c.
Proof.
  intros D L eps E; exists delta; split; [exact D|intros e H].
  rewrite (L e H); replace ((F 0 + c * e - F 0) / e - c) with 0 by (field; lra); rewrite Rabs_R0; exact E.
Qed.

(** The ends of the interval at a - b = x. *)
Definition ends_at (x l u : R) : Prop :=
  (x > 2 /\ l = 1 /\ u = 1) \/ (x = 2 /\ l = 3 / 4 /\ u = 1) \/ (0 < x < 2 /\ l = 3 / 4 /\ u = 3 / 4)
  \/ (x = 0 /\ l = 1 / 4 /\ u = 3 / 4) \/ (-2 < x < 0 /\ l = 1 / 4 /\ u = 1 / 4)
  \/ (x = -2 /\ l = 0 /\ u = 1 / 4) \/ (x < -2 /\ l = 0 /\ u = 0).

Lemma ends a b l u : lower_end a b l -> upper_end a b u -> ends_at (a - b) l u.
Proof.
  unfold ends_at; intros (L1 & L2 & L3 & L4) (U1 & U2 & U3 & U4).
  destruct (Rtotal_order (a - b) 2) as [|[|]]; [destruct (Rtotal_order (a - b) 0) as [|[|]];
    [destruct (Rtotal_order (a - b) (-2)) as [|[|]]| |]| |]; intuition lra.
Qed.

(** h to the left and to the right of x, up to the next kink. *)
Lemma next_lines x l u : ends_at x l u ->
  exists delta, 0 < delta /\ forall e, 0 < e < delta -> h (x - e) = h x - l * e /\ h (x + e) = h x + u * e.
Proof.
  assert (N := fun e => conj (h_cases x) (conj (h_cases (x - e)) (h_cases (x + e)))).
  assert (K : forall delta, 0 < delta -> (forall e, 0 < e < delta -> h (x - e) = h x - l * e /\ h (x + e) = h x + u * e) ->
    exists delta, 0 < delta /\ forall e, 0 < e < delta -> h (x - e) = h x - l * e /\ h (x + e) = h x + u * e) by (intros d; exists d; auto).
  intros [(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|(X & -> & ->)]]]]]].
  - apply (K (x - 2)); [lra|intros e E; destruct (N e) as (N0 & N1 & N2); split; lra].
  - apply (K 2); [lra|intros e E; destruct (N e) as (N0 & N1 & N2); split; lra].
  - apply (K (Rmin x (2 - x))); [apply Rmin_glb_lt; lra|intros e E].
    assert (A := Rmin_l x (2 - x)); assert (B := Rmin_r x (2 - x)); destruct (N e) as (N0 & N1 & N2); split; lra.
  - apply (K 2); [lra|intros e E; destruct (N e) as (N0 & N1 & N2); split; lra].
  - apply (K (Rmin (- x) (x + 2))); [apply Rmin_glb_lt; lra|intros e E].
    assert (A := Rmin_l (- x) (x + 2)); assert (B := Rmin_r (- x) (x + 2)); destruct (N e) as (N0 & N1 & N2); split; lra.
  - apply (K 2); [lra|intros e E; destruct (N e) as (N0 & N1 & N2); split; lra].
  - apply (K (-2 - x)); [lra|intros e E; destruct (N e) as (N0 & N1 & N2); split; lra].
Qed.

(** h does not lie below its lines. *)
Lemma above_lines x : x <= h x /\ 3 / 4 * x + 1 / 2 <= h x /\ 1 / 4 * x + 1 / 2 <= h x /\ 0 <= h x.
Proof. unfold h; cases. Qed.

(** The lines through x with the slopes l and u lie below h. *)
Lemma lines_below x l u z : ends_at x l u -> h x + l * (z - x) <= h z /\ h x + u * (z - x) <= h z.
Proof.
  intros E; assert (A := above_lines z); assert (C := h_cases x).
  destruct E as [(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|(X & -> & ->)]]]]]]; lra.
Qed.

Lemma between_lines c l u p w k : l <= p <= u -> c + l * w <= k -> c + u * w <= k -> c + p * w <= k.
Proof.
  intros P L U; destruct (Rle_dec 0 w).
  - apply Rle_trans with (c + u * w); [apply Rplus_le_compat_l, Rmult_le_compat_r; lra|exact U].
  - apply Rle_trans with (c + l * w); [apply Rplus_le_compat_l; nra|exact L].
Qed.

Lemma to_the_right x l u d : ends_at x l u -> d > 0 ->
  x >= 2 \/ 0 <= x /\ x + d <= 2 \/ -2 <= x /\ x + d <= 0 \/ x + d <= -2 -> h (x + d) <= h x + u * d.
Proof.
  intros E D K; assert (A := h_cases x); assert (B := h_cases (x + d)).
  destruct E as [(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|(X & -> & ->)]]]]]]; lra.
Qed.

Lemma to_the_left x l u d : ends_at x l u -> d > 0 ->
  x <= -2 \/ x <= 0 /\ x - d >= -2 \/ x <= 2 /\ x - d >= 0 \/ x - d >= 2 -> h (x - d) <= h x - l * d.
Proof.
  intros E D K; assert (A := h_cases x); assert (B := h_cases (x - d)).
  destruct E as [(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|[(X & -> & ->)|(X & -> & ->)]]]]]]; lra.
Qed.

Theorem proved : equation_68_with_slopes.
Proof.
  split; [exists signs; intros g; apply signs_expectation|intros law S a b l u L U].
  assert (E : ends_at (a - b) l u) by exact (ends a b l u L U); clear L U; destruct (next_lines _ _ _ E) as [delta [D H]].
  assert (M : forall x y, mean_max law (vector_2 x y) = y + h (x - y)) by (intros; rewrite mean_max_h by exact S; reflexivity).
  assert (Z : a - 0 - b = a - b /\ a + 0 - b = a - b /\ a + 0 - (b + 0) = a - b /\ a - 0 - (b - 0) = a - b) by (repeat split; ring).
  destruct Z as (Z1 & Z2 & Z3 & Z4).
  unfold equation_68_parts; repeat split; cbv beta.
  - apply (slope_of_line _ delta); [exact D|intros e He; rewrite !M, Z1; destruct (H e He) as [K _]].
    replace (a - e - b) with (a - b - e) by ring; rewrite K; ring.
  - apply (slope_of_line _ delta); [exact D|intros e He; rewrite !M, Z2; destruct (H e He) as [_ K]].
    replace (a + e - b) with (a - b + e) by ring; rewrite K; ring.
  - apply (slope_of_line _ 1); [lra|intros e He; rewrite !M, Z3].
    replace (a + e - (b + e)) with (a - b) by ring; ring.
  - apply (slope_of_line _ 1); [lra|intros e He; rewrite !M, Z4].
    replace (a - e - (b - e)) with (a - b) by ring; ring.
  - intros p1 p2 s1 s2 T P; rewrite !M; destruct (lines_below _ _ _ (s1 - s2) E) as [B C].
    assert (K := between_lines _ _ _ _ _ _ P B C); replace p2 with (1 - p1) by lra; lra.
  - intros p1 p2 T; rewrite !M; replace (a + 1 - (b + 1)) with (a - b) by ring; lra.
  - intros p1 p2 T; rewrite !M; replace (a - 1 - (b - 1)) with (a - b) by ring; lra.
  - intros p1 d P T K; rewrite !M; replace (a + d - b) with (a - b + d) by ring.
    assert (B := to_the_right _ _ _ _ E T K); assert (C := Rmult_lt_compat_r d u p1 T P); lra.
  - intros p1 d P T K; rewrite !M; replace (a - d - b) with (a - b - d) by ring.
    assert (B := to_the_left _ _ _ _ E T K); assert (C := Rmult_lt_compat_r d p1 l T P); lra.
Qed.
