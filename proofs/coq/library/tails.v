(** An integral over the line from an enclosure over [a, b] and majorants beyond. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Perturb.library Require Import improper.
Open Scope R_scope.

Lemma everywhere_integrable (g : R -> R) : (forall t, continuous g t) -> forall x y, ex_RInt g x y.
Proof. intros C x y; apply (@ex_RInt_continuous R_CompleteNormedModule); intros; apply C. Qed.

(** The tail from b on, where g <= m and m has the antiderivative -up, is at most up b. *)
Lemma right_tail (g up m : R -> R) (b : R) :
  (forall t, continuous g t) -> (forall t, 0 <= g t) ->
  (forall t, is_derive up t (- m t)) -> (forall t, continuous m t) -> (forall t, 0 <= up t) -> (forall t, b <= t -> g t <= m t) ->
  exists l, is_RInt_gen g (at_point b) (Rbar_locally p_infty) l /\ 0 <= l <= up b.
Proof.
  intros C P D Cm U B.
  destruct (integral_of_half_line g b (up b)) as [l [I [Hi Lo]]]; [exact C|intros; apply P| |].
  - intros x X; apply Rle_trans with (- up x - - up b); [|assert (H := U x); lra].
    assert (I : is_RInt m b x (- up x - - up b)).
    { apply (is_RInt_derive (fun t => - up t)); intros t _; [|apply Cm].
      replace (m t) with (- - m t) by ring; apply (is_derive_opp up), D. }
    rewrite <- (is_RInt_unique _ _ _ _ I).
    apply RInt_le; [exact X|apply everywhere_integrable, C|exists (- up x - - up b); exact I|intros t T; apply B; lra].
  - exists l; split; [exact I|split; [|exact Hi]].
    apply Rle_trans with (RInt g b b); [rewrite RInt_point; apply Rle_refl|apply Lo, Rle_refl].
Qed.

(** The tail up to a, where g <= m and m has the antiderivative down, is at most down a. *)
Lemma left_tail (g down m : R -> R) (a : R) :
  (forall t, continuous g t) -> (forall t, 0 <= g t) ->
  (forall t, is_derive down t (m t)) -> (forall t, continuous m t) -> (forall t, 0 <= down t) -> (forall t, t <= a -> g t <= m t) ->
  exists l, is_RInt_gen g (Rbar_locally m_infty) (at_point a) l /\ 0 <= l <= down a.
Proof.
  intros C P D Cm U B.
  assert (Mirror : forall (k : R -> R), (forall t, continuous k t) -> forall t, continuous (fun s => k (- s)) t).
  { intros k K t; apply (continuous_comp Ropp k); [apply (ex_derive_continuous (V := R_NormedModule)); auto_derive; trivial|apply K]. }
  destruct (right_tail (fun t => g (- t)) (fun t => down (- t)) (fun t => m (- t)) (- a)) as [l [I Hl]].
  - apply Mirror, C.
  - intros; apply P.
  - intros t; replace (- m (- t)) with (scal (- 1) (m (- t))) by (unfold scal; simpl; unfold mult; simpl; ring).
    apply (is_derive_comp down Ropp); [apply D|auto_derive; [trivial|ring]].
  - apply Mirror, Cm.
  - intros; apply U.
  - intros t T; apply B; lra.
  - rewrite Ropp_involutive in Hl; exists l; split; [|exact Hl].
    intros Q HQ; destruct (I Q HQ) as [Fa Fb A [M HM] H].
    exists (fun x => x < - M) (fun y => y = a); [exists (- M); auto|reflexivity|].
    intros x y X ->; destruct (H (- a) (- x)) as [v [V QV]]; [exact A|apply HM; lra|].
    exists v; split; [|exact QV]; simpl in *.
    assert (V1 : is_RInt (fun t => - g t) a x v).
    { apply (is_RInt_ext (fun t => opp ((fun s => g (- s)) (- t)))); [intros t _; rewrite Ropp_involutive; reflexivity|].
      apply (is_RInt_comp_opp (V := R_NormedModule) (fun s => g (- s))); exact V. }
    assert (V2 : is_RInt (fun t => - - g t) x a (- - v)).
    { apply (is_RInt_opp (V := R_NormedModule) (fun t => - g t)), (is_RInt_swap (V := R_NormedModule)); exact V1. }
    rewrite Ropp_involutive in V2; revert V2; apply is_RInt_ext; intros t _; apply Ropp_involutive.
Qed.

(** The integral of g >= 0 over the line exists and is within r + eps of c, if that over [a, b] is within r of c and the tails sum to at most eps. *)
Lemma enclosed_on_line (g up m_up down m_down : R -> R) (a b c r eps : R) :
  (forall t, continuous g t) -> (forall t, 0 <= g t) ->
  (forall t, is_derive up t (- m_up t)) -> (forall t, continuous m_up t) -> (forall t, 0 <= up t) -> (forall t, b <= t -> g t <= m_up t) ->
  (forall t, is_derive down t (m_down t)) -> (forall t, continuous m_down t) -> (forall t, 0 <= down t) -> (forall t, t <= a -> g t <= m_down t) ->
  up b + down a <= eps -> Rabs (RInt g a b - c) <= r ->
  exists p, is_RInt_gen g (Rbar_locally m_infty) (Rbar_locally p_infty) p /\ Rabs (p - c) <= r + eps.
Proof.
  intros C P U1 U2 U3 U4 D1 D2 D3 D4 E B.
  destruct (right_tail g up m_up b) as [l [L Hl]]; try assumption.
  destruct (left_tail g down m_down a) as [k [K Hk]]; try assumption.
  assert (I : is_RInt_gen g (at_point a) (at_point b) (RInt g a b)).
  { apply is_RInt_gen_at_point, (@RInt_correct R_CompleteNormedModule), everywhere_integrable, C. }
  exists (k + RInt g a b + l); split.
  - apply (is_RInt_gen_Chasles (V := R_NormedModule) g b (k + RInt g a b) l); [|exact L].
    apply (is_RInt_gen_Chasles (V := R_NormedModule) g a k (RInt g a b)); assumption.
  - apply Rabs_le; apply Rabs_le_between in B; lra.
Qed.
