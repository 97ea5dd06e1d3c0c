(** Improper integrals of continuous functions. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** From an antiderivative F with limits a at -oo and b at +oo. *)
Lemma integral_of_line (f F : R -> R) (a b : R) :
  (forall x, is_derive F x (f x)) -> (forall x, continuous f x) -> is_lim F m_infty a -> is_lim F p_infty b ->
  is_RInt_gen f (Rbar_locally m_infty) (Rbar_locally p_infty) (b - a).
Proof.
  intros D C La Lb.
  assert (E : forall x, Derive F x = f x) by (intros; apply is_derive_unique, D).
  apply (is_RInt_gen_ext (Derive F)).
  - exists (fun _ => True) (fun _ => True); [exists 0; auto..|intros x y _ _ z _; apply E].
  - apply is_RInt_gen_Derive.
    + exists (fun _ => True) (fun _ => True); [exists 0; auto..|intros x y _ _ z _; exists (f z); apply D].
    + exists (fun _ => True) (fun _ => True); [exists 0; auto..|intros x y _ _ z _].
      apply (continuous_ext f); [intros; symmetry; apply E|apply C].
    + exact La.
    + exact Lb.
Qed.

(** A continuous non-negative function whose integrals from a are bounded by M has an integral to +oo, and that is at most M. *)
Lemma integral_of_half_line (f : R -> R) (a M : R) :
  (forall x, continuous f x) -> (forall x, a <= x -> 0 <= f x) -> (forall x, a <= x -> RInt f a x <= M) ->
  exists l, is_RInt_gen f (at_point a) (Rbar_locally p_infty) l /\ l <= M /\ forall x, a <= x -> RInt f a x <= l.
Proof.
  intros C P B.
  assert (I : forall x y, ex_RInt f x y) by (intros; apply (@ex_RInt_continuous R_CompleteNormedModule); intros; apply C).
  destruct (completeness (fun y => exists x, a <= x /\ y = RInt f a x)) as [l [U L]].
  - exists M; intros y [x [X ->]]; apply B; exact X.
  - exists (RInt f a a); exists a; split; [lra|reflexivity].
  - exists l; split; [|split; [apply L; intros y [x [X ->]]; apply B; exact X|intros x X; apply U; exists x; auto]].
    assert (Mono : forall x y, a <= x -> x <= y -> RInt f a x <= RInt f a y).
    { intros x y X Y; rewrite <- (RInt_Chasles f a x y) by apply I.
      assert (0 <= RInt f x y) by (apply RInt_ge_0; [exact Y|apply I|intros; apply P; lra]).
      change (RInt f a x <= RInt f a x + RInt f x y); lra. }
    intros Q HQ; destruct HQ as [eps HQ].
    assert (N : exists x0, a <= x0 /\ l - eps < RInt f a x0).
    { destruct (Classical_Prop.classic (exists x0, a <= x0 /\ l - eps < RInt f a x0)) as [Y|Y]; [exact Y|exfalso].
      assert (l <= l - eps); [|destruct eps; simpl in *; lra].
      apply L; intros y [x [X ->]]; apply Rnot_lt_le; intros Z; apply Y; exists x; auto. }
    destruct N as [x0 [X0 N]].
    exists (fun x => x = a) (fun x => x0 < x); [reflexivity|exists x0; auto|].
    intros x y -> Y; exists (RInt f a y); simpl; split; [apply (@RInt_correct R_CompleteNormedModule), I|].
    apply HQ; unfold ball; simpl; unfold AbsRing_ball, abs, minus, plus, opp; simpl.
    assert (RInt f a y <= l) by (apply U; exists y; split; [lra|reflexivity]).
    assert (RInt f a x0 <= RInt f a y) by (apply Mono; lra).
    rewrite Rabs_left1; lra.
Qed.

Lemma zero_integral a b : is_RInt (fun _ => 0) a b 0.
Proof.
  exact (eq_rect _ (is_RInt (fun _ => 0) a b) (is_RInt_const (V := R_NormedModule) a b 0) 0 (Rmult_0_r (b - a))).
Qed.

Lemma inverse_lim : is_lim (fun z => / z) p_infty 0.
Proof. exact (is_lim_inv (fun z => z) p_infty p_infty (is_lim_id p_infty) ltac:(discriminate)). Qed.

Lemma at_minus_infinity f l : is_lim (fun z => f (- z)) p_infty l -> is_lim f m_infty l.
Proof.
  intros H; apply (is_lim_ext (fun z => f (- - z))); [intros; f_equal; ring|].
  apply (is_lim_comp (fun z => f (- z)) Ropp m_infty l p_infty H).
  - exact (is_lim_opp (fun z => z) m_infty m_infty (is_lim_id m_infty)).
  - exists 0; intros; discriminate.
Qed.
