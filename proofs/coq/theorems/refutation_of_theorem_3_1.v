(** f(x) = sigma x_1 and t = 3 sigma / (sigma - 1): the probability of x_1 >= a = t / sigma is at least bell(a + 1) / 9 > exp(-t^2 / 2). *)

From Coq Require Fin.
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import common gaussian_law refutation_of_theorem_3_1.
From Perturb.library Require Import improper tails normal digits gaussian.
Open Scope R_scope.

Lemma scaled_integral (f g : R -> R) c l : (forall x, g x = c * f x) ->
  is_RInt_gen f (Rbar_locally m_infty) (Rbar_locally p_infty) l -> is_RInt_gen g (Rbar_locally m_infty) (Rbar_locally p_infty) (c * l).
Proof.
  intros E I; refine (is_RInt_gen_ext _ _ _ _ (is_RInt_gen_scal (V := R_NormedModule) f c l I)).
  exists (fun _ => True) (fun _ => True); [exists 0; auto..|intros a b _ _ z _]; rewrite E; reflexivity.
Qed.

Lemma bell_total a l r :
  is_RInt_gen bell (Rbar_locally m_infty) (at_point a) l -> is_RInt_gen bell (at_point a) (Rbar_locally p_infty) r ->
  is_RInt_gen bell (Rbar_locally m_infty) (Rbar_locally p_infty) (l + r).
Proof. intros L T; exact (is_RInt_gen_Chasles (V := R_NormedModule) bell a l r L T). Qed.

Lemma mean_of_constant d (c : R) : normal_mean (fun _ : vector d => c) c.
Proof.
  destruct (bell_halves 0) as [l [r [L [T [L0 [R0 _]]]]]]; [lra|assert (B := bell_pos (0 + 1))].
  induction d as [|d IH]; simpl; [reflexivity|].
  exists (fun _ => c); split; [intros; exact IH|exists (l + r); split; [lra|split; [exact (bell_total 0 l r L T)|]]].
  apply (scaled_integral bell); [reflexivity|exact (bell_total 0 l r L T)].
Qed.

Lemma mean_of_first d (h : R -> R) m : normal_mean_1 h m -> normal_mean (fun x : vector (S d) => h (x Fin.F1)) m.
Proof. intros M; exists h; split; [intros x; exact (mean_of_constant d (h x))|exact M]. Qed.

Lemma mean_of_multiple c : normal_mean_1 (fun x => c * x) 0.
Proof.
  destruct (bell_halves 0) as [l [r [L [T [L0 [R0 _]]]]]]; [lra|assert (B := bell_pos (0 + 1))].
  exists (l + r); split; [lra|split; [exact (bell_total 0 l r L T)|]].
  replace (0 * (l + r)) with (c * 0) by ring; apply (scaled_integral (fun x => x * bell x)); [intros; ring|exact bell_first_moment].
Qed.

(** The probability that c x - 0 >= t, where a = t / c. *)
Lemma probability_of_half_line c t a : 0 < c -> 0 <= a -> t = c * a ->
  exists p, normal_mean_1 (fun x => if Rle_dec t (c * x - 0) then 1 else 0) p /\ bell (a + 1) / 9 <= p.
Proof.
  intros C A ->; destruct (bell_halves a A) as [l [r [L [T [L0 [R0 H]]]]]]; assert (B := bell_pos (a + 1)).
  exists (r / (l + r)); split.
  - exists (l + r); split; [lra|split; [exact (bell_total a l r L T)|]].
    replace (r / (l + r) * (l + r)) with (plus 0 r) by (unfold plus; simpl; field; lra).
    apply (is_RInt_gen_Chasles (V := R_NormedModule) _ a).
    + apply (is_RInt_gen_ext (fun _ => 0)).
      * exists (fun x => x < a) (fun x => x = a); [exists a; auto|reflexivity|].
        intros u v U -> z [_ Z]; simpl in Z; rewrite Rmax_right in Z by lra.
        destruct (Rle_dec (c * a) (c * z - 0)); [nra|symmetry; apply Rmult_0_l].
      * intros Q HQ; exists (fun x => x < a) (fun x => x = a); [exists a; auto|reflexivity|].
        intros u v _ ->; exists 0; simpl; split; [|apply locally_singleton; exact HQ].
        apply zero_integral.
    + refine (is_RInt_gen_ext _ _ _ _ T).
      exists (fun x => x = a) (fun x => a < x); [reflexivity|exists a; auto|].
      intros u v -> V z [Z _]; simpl in Z, V; rewrite Rmin_left in Z by lra.
      destruct (Rle_dec (c * a) (c * z - 0)); [symmetry; apply Rmult_1_l|nra].
  - apply Rmult_le_reg_r with (9 * (l + r)); [lra|].
    replace (bell (a + 1) / 9 * (9 * (l + r))) with (bell (a + 1) * (l + r)) by field.
    replace (r / (l + r) * (9 * (l + r))) with (r * 9) by (field; lra).
    apply Rmult_le_compat; lra.
Qed.

Lemma bell_above sigma (t := 3 * sigma / (sigma - 1)) (a := 3 / (sigma - 1)) : 1 < sigma -> exp (- (t * t) / 2) < bell (a + 1) / 9.
Proof.
  intros S; assert (A : 0 < a) by (apply Rdiv_lt_0_compat; lra).
  assert (T : t = a + 3) by (unfold t, a; field; lra).
  assert (E : exp (- (t * t) / 2) = bell (a + 1) * exp (- (4 + 2 * a))) by (unfold bell; rewrite <- exp_plus, T; f_equal; field).
  assert (N : exp (- (4 + 2 * a)) < / 9).
  { rewrite exp_Ropp; apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; [lra|apply exp_pos]|].
    replace (4 + 2 * a) with ((2 + a) + (2 + a)) by ring; rewrite exp_plus; assert (H := exp_ineq1 (2 + a) ltac:(lra)); nra. }
  rewrite E; apply Rmult_lt_compat_l; [apply bell_pos|exact N].
Qed.

Lemma sum_of_zeros d (x : vector d) : (forall i, x i = 0) -> sum x = 0.
Proof.
  induction d as [|d IH]; intros Z; simpl; [reflexivity|].
  rewrite Z, IH; [ring|intros; apply Z].
Qed.

(** The vector (c, 0, ..., 0). *)
Definition first {d : nat} (c : R) : vector (S d) := prepend c (fun _ => 0).

Lemma dot_first d c (x : vector (S d)) : dot (first c) x = c * x Fin.F1.
Proof. unfold dot; simpl; rewrite sum_of_zeros; [apply Rplus_0_r|intros; apply Rmult_0_l]. Qed.

Lemma for_every_dimension d sigma : (1 <= d)%nat -> 1 < sigma -> ~ theorem_3_1_as_printed d sigma.
Proof.
  destruct d as [|d]; intros D S; [exfalso; lia|intros H].
  set (a := 3 / (sigma - 1)); set (t := 3 * sigma / (sigma - 1)).
  assert (A : 0 < a) by (apply Rdiv_lt_0_compat; lra).
  assert (T : t = sigma * a) by (unfold t, a; field; lra).
  destruct (probability_of_half_line sigma t a) as [p [P B]]; [lra|lra|exact T|].
  assert (X : p <= exp (- (t * t) / 2)).
  { apply (H (fun x => sigma * x Fin.F1) (fun _ => first sigma) 0 t p).
    - intros x eps E; exists 1; split; [lra|intros y _].
      rewrite dot_first; unfold difference; replace (_ - _ - _) with 0 by ring.
      rewrite Rabs_R0; apply Rmult_le_pos; [lra|apply sqrt_pos].
    - intros _; rewrite dot_first; simpl; lra.
    - exact (mean_of_first d (fun x => sigma * x) 0 (mean_of_multiple sigma)).
    - rewrite T; nra.
    - exact (mean_of_first d (fun x => if Rle_dec t (sigma * x - 0) then 1 else 0) p P). }
  assert (Y := bell_above sigma S); fold t a in Y; lra.
Qed.

Lemma instance : exists p, gaussian_argmax_probability (-3) p /\ exp (- (3 * 3) / 2) < p.
Proof.
  destruct (gaussian_argmax_enclosed (-3) 7 (17 / 1000) (1 / 1000) (1 / 1000)) as [p [P E]].
  - lra.
  - unfold normal_difference; integral with (i_prec 22).
  - unfold normal_difference; interval with (i_prec 22).
  - exists p; split; [exact P|].
    assert (B : exp (- (3 * 3) / 2) <= 14 / 1000) by interval with (i_prec 22).
    apply Rabs_le_between in E; lra.
Qed.

Theorem proved : refutation_of_theorem_3_1.
Proof. split; [exact for_every_dimension|exact instance]. Qed.
