From Coq Require Import Reals Lra.
From Perturb.statements Require Import common proposition_5_5.
From Perturb.library Require Import sums small signs.
Open Scope R_scope.

(** A subgradient of f, in terms of h. *)
Lemma subgradient_h law a b p1 p2 : two_independent_signs law ->
  subgradient (mean_max law) (vector_2 a b) (vector_2 p1 p2) <-> p1 + p2 = 1 /\ forall y, h (a - b) + p1 * (y - (a - b)) <= h y.
Proof.
  intros S.
  assert (E : forall t : vector 2, dot (vector_2 p1 p2) (fun i => t i - vector_2 a b i) = p1 * (t one - a) + p2 * (t two - b)).
  { intros t; unfold dot; rewrite sum_2; unfold vector_2; simpl; ring. }
  split.
  - intros G; assert (K : forall c d, b + h (a - b) + (p1 * (c - a) + p2 * (d - b)) <= d + h (c - d)).
    { intros c d; assert (X := G (vector_2 c d)); rewrite E, !mean_max_h in X by exact S; unfold vector_2 in X; simpl in X; exact X. }
    assert (T : p1 + p2 = 1).
    { assert (U := K (a + 1) (b + 1)); assert (V := K (a - 1) (b - 1)).
      replace (a + 1 - (b + 1)) with (a - b) in U by ring; replace (a - 1 - (b - 1)) with (a - b) in V by ring; lra. }
    split; [exact T|intros y].
    assert (X := K (b + y) b); replace (b + y - b) with y in X by ring; lra.
  - intros [T K] t; rewrite E, !mean_max_h by exact S; change (vector_2 a b one) with a; change (vector_2 a b two) with b.
    assert (X := K (t one - t two)); replace p2 with (1 - p1) by lra; lra.
Qed.

Lemma equation_68_h a b p1 p2 : equation_68 a b p1 p2 <-> p1 + p2 = 1 /\ forall y, h (a - b) + p1 * (y - (a - b)) <= h y.
Proof.
  unfold equation_68; set (x := a - b); split.
  - intros (T & C1 & C2 & C3 & C4 & C5 & C6 & C7); split; [exact T|intros y].
    assert (P : (x > 2 /\ p1 = 1) \/ (x = 2 /\ 3 / 4 <= p1 <= 1) \/ (0 < x < 2 /\ p1 = 3 / 4) \/ (x = 0 /\ 1 / 4 <= p1 <= 3 / 4)
              \/ (-2 < x < 0 /\ p1 = 1 / 4) \/ (x = -2 /\ 0 <= p1 <= 1 / 4) \/ (x < -2 /\ p1 = 0)).
    { unfold x in *; destruct (Rtotal_order (a - b) 2) as [|[|]]; [destruct (Rtotal_order (a - b) 0) as [|[|]];
      [destruct (Rtotal_order (a - b) (-2)) as [|[|]]| |]| |]; intuition lra. }
    assert (L : y <= h y /\ 3 / 4 * y + 1 / 2 <= h y /\ 1 / 4 * y + 1 / 2 <= h y /\ 0 <= h y) by (unfold h; cases).
    destruct L as (L1 & L2 & L3 & L4); assert (C := h_cases x).
    destruct P as [[Z P]|[[Z P]|[[Z P]|[[Z P]|[[Z P]|[[Z P]|[Z P]]]]]]];
      [rewrite P; destruct C as [[_ ->]|[C|[C|C]]]; lra
      |assert (A := product (p1 - 3 / 4) (h y - y)); assert (B := product (1 - p1) (h y - (3 / 4 * y + 1 / 2)))
      |rewrite P; destruct C as [C|[[_ ->]|[C|C]]]; lra
      |assert (A := product (p1 - 1 / 4) (h y - (3 / 4 * y + 1 / 2))); assert (B := product (3 / 4 - p1) (h y - (1 / 4 * y + 1 / 2)))
      |rewrite P; destruct C as [C|[C|[[_ ->]|C]]]; lra
      |assert (A := product p1 (h y - (1 / 4 * y + 1 / 2))); assert (B := product (1 / 4 - p1) (h y))
      |rewrite P; destruct C as [C|[C|[C|[_ ->]]]]; lra];
      specialize (A ltac:(lra) ltac:(lra)); specialize (B ltac:(lra) ltac:(lra)); rewrite Z in *;
      destruct C as [[_ ->]|[[_ ->]|[[_ ->]|[_ ->]]]]; lra.
  - intros [T K]; split; [exact T|].
    assert (Hx := h_cases x); assert (H0 := h_cases 0); assert (H1 := h_cases 2); assert (H2 := h_cases (-2)).
    refine (conj _ (conj _ (conj _ (conj _ (conj _ (conj _ _)))))); intros C.
    + assert (X : x > 2) by (unfold x; lra); assert (U := K (x + 1)); assert (V := K 2); assert (Hy := h_cases (x + 1)).
      apply Rle_antisym; [lra|apply (cancel (x - 2)); lra].
    + assert (X : x = 2) by (unfold x; lra); rewrite X in *; assert (V := K 1); assert (W := K 3).
      assert (H3 := h_cases 1); assert (H4 := h_cases 3); lra.
    + assert (X : 0 < x < 2) by (unfold x; lra); assert (V := K 0); assert (W := K 2).
      apply Rle_antisym; [apply (cancel (2 - x)); lra|apply (cancel x); lra].
    + assert (X : x = 0) by (unfold x; lra); rewrite X in *; assert (V := K (- 1)); assert (W := K 1).
      assert (H3 := h_cases 1); assert (H4 := h_cases (- 1)); lra.
    + assert (X : -2 < x < 0) by (unfold x; lra); assert (V := K 0); assert (W := K (-2)).
      apply Rle_antisym; [apply (cancel (- x)); lra|apply (cancel (x + 2)); lra].
    + assert (X : x = -2) by (unfold x; lra); rewrite X in *; assert (V := K (- 1)); assert (W := K (- 3)).
      assert (H3 := h_cases (- 1)); assert (H4 := h_cases (- 3)); lra.
    + assert (X : x < -2) by (unfold x; lra); assert (U := K (x - 1)); assert (V := K (-2)); assert (Hy := h_cases (x - 1)).
      apply Rle_antisym; [apply (cancel (-2 - x)); lra|lra].
Qed.

Theorem proved : proposition_5_5.
Proof.
  split; [exists signs; intros g; apply signs_expectation|intros law S].
  assert (Sub : forall a b p1 p2, subgradient (mean_max law) (vector_2 a b) (vector_2 p1 p2) <-> equation_68 a b p1 p2).
  { intros; rewrite subgradient_h by exact S; symmetry; apply equation_68_h. }
  assert (Far : forall a c, a <> c -> ~ translates (vector_2 a 0) (vector_2 c 0)).
  { intros a c D [s T]; assert (T1 := T one); assert (T2 := T two); unfold vector_2 in *; simpl in *; lra. }
  split; [|split; [exact Sub|rewrite !Sub; unfold equation_68]].
  - intros a b; rewrite mean_max_h by exact S; change (vector_2 a b one) with a; change (vector_2 a b two) with b.
    destruct (h_cases (a - b)) as [[X ->]|[[X ->]|[[X ->]|[X ->]]]]; repeat split; intros; lra.
  - split; [apply Far; lra|split; [repeat split; intros; lra|split; [repeat split; intros; lra|]]].
    split; [apply Far; lra|split; [repeat split; intros; lra|split; [repeat split; intros; lra|split]]].
    + intros E; assert (X : vector_2 (3 / 4) (1 / 4) one = vector_2 (1 / 4) (3 / 4) one) by (rewrite E; reflexivity).
      unfold vector_2 in X; simpl in X; lra.
    + intros c; rewrite !Sub; unfold equation_68; split; repeat split; intros; lra.
Qed.
