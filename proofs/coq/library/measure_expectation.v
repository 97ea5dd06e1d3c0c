(* Expectations of real random variables on a probability space, as real numbers: linear, monotone, and strictly monotone. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.analysis Require Import reals ereal topology normedtype sequences measure lebesgue_measure lebesgue_integral exp.
From Perturb.statements Require Import measure_definitions.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section expectation.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}).
Hypothesis P1 : probability_space P.
Implicit Types X Y : T -> R.

Definition E X : R := fine (mean P X).

Lemma measurable_EFin X : measurable_fun setT X -> measurable_fun setT (fun w => (X w)%:E).
Proof. by move=> mX; apply: measurable_fun_comp => //; exact: measurable_fun_EFin. Qed.

Lemma has_mean_measurable X : has_mean P X -> measurable_fun setT X.
Proof.
move=> [mX _].
have -> : X = fine \o (fun w => (X w)%:E) by [].
by apply: measurable_fun_comp mX; exact: measurable_fun_fine.
Qed.

Lemma mean_E X : has_mean P X -> mean P X = (E X)%:E.
Proof. by move=> iX; rewrite /E fineK // /mean; apply: integral_fune_fin_num. Qed.

Lemma mean_cst (c : R) : mean P (fun _ => c) = c%:E.
Proof. by rewrite /mean (integral_cst P measurableT) P1 mule1. Qed.

Lemma has_mean_bounded X (c : R) : measurable_fun setT X -> (forall w, `|X w| <= c) -> has_mean P X.
Proof.
move=> mX bX; split; first exact: measurable_EFin.
apply: (@le_lt_trans _ _ (mean P (fun _ => c))); last by rewrite mean_cst ltry.
apply: ge0_le_integral => //.
- by apply: measurable_fun_comp (measurable_EFin mX); exact: measurable_fun_abse.
- by move=> w _; rewrite lee_fin (le_trans (normr_ge0 (X w))).
- exact: measurable_fun_cst.
- by move=> w _; rewrite lee_fin.
Qed.

Lemma has_mean_cst (c : R) : has_mean P (fun _ => c).
Proof. by apply: (@has_mean_bounded _ `|c|) => //; exact: measurable_fun_cst. Qed.

Lemma has_mean_add X Y : has_mean P X -> has_mean P Y -> has_mean P (fun w => X w + Y w).
Proof. by move=> iX iY; have := integrableD measurableT iX iY. Qed.

Lemma has_mean_scale (c : R) X : has_mean P X -> has_mean P (fun w => c * X w).
Proof. by move=> iX; have := integrablerM measurableT c iX. Qed.

Lemma has_mean_sub X Y : has_mean P X -> has_mean P Y -> has_mean P (fun w => X w - Y w).
Proof. by move=> iX iY; have := integrableB measurableT iX iY. Qed.

Lemma has_mean_le X Y : measurable_fun setT X -> (forall w, `|X w| <= Y w) -> has_mean P Y -> has_mean P X.
Proof.
move=> mX XY iY; apply: (le_integrable measurableT _ _ iY); first exact: measurable_EFin.
by move=> w _; rewrite lee_fin (le_trans (XY w)) // ler_norm.
Qed.

Lemma E_cst (c : R) : E (fun _ => c) = c.
Proof. by rewrite /E mean_cst. Qed.

Lemma E_add X Y : has_mean P X -> has_mean P Y -> E (fun w => X w + Y w) = E X + E Y.
Proof.
move=> iX iY; have := integralD measurableT iX iY.
rewrite -/(mean P X) -/(mean P Y) (mean_E iX) (mean_E iY) => e.
by rewrite /E /mean; under eq_integral do rewrite EFinD; rewrite e.
Qed.

Lemma E_scale (c : R) X : has_mean P X -> E (fun w => c * X w) = c * E X.
Proof.
move=> iX; have := integralM measurableT iX c.
rewrite -/(mean P X) (mean_E iX) => e.
by rewrite {1}/E /mean; under eq_integral do rewrite EFinM; rewrite e.
Qed.

Lemma E_sub X Y : has_mean P X -> has_mean P Y -> E (fun w => X w - Y w) = E X - E Y.
Proof.
move=> iX iY.
have -> : (fun w => X w - Y w) = (fun w => X w + -1 * Y w) by apply/funext => w; rewrite mulN1r.
by rewrite (E_add iX (has_mean_scale (-1) iY)) (E_scale _ iY) mulN1r.
Qed.

Lemma E_ge0 X : (forall w, 0 <= X w) -> 0 <= E X.
Proof. by move=> X0; rewrite /E fine_ge0 // /mean; apply: integral_ge0 => w _; rewrite lee_fin. Qed.

Lemma E_le X Y : has_mean P X -> has_mean P Y -> (forall w, X w <= Y w) -> E X <= E Y.
Proof. by move=> iX iY XY; rewrite -subr_ge0 -E_sub //; apply: E_ge0 => w; rewrite subr_ge0. Qed.

Lemma E_norm X (c : R) : measurable_fun setT X -> (forall w, `|X w| <= c) -> `|E X| <= c.
Proof.
move=> mX Xc; have iX := has_mean_bounded mX Xc.
have Xc' w : - c <= X w <= c by rewrite -ler_norml.
rewrite ler_norml -{1}(E_cst (- c)) -{2}(E_cst c).
by rewrite !E_le //; try exact: has_mean_cst; move=> w; case/andP: (Xc' w).
Qed.

(* A random variable that is nowhere negative, and positive on an event of positive probability, has a positive expectation. *)
Lemma E_gt0_on (A : set T) X : has_mean P X -> (forall w, 0 <= X w) ->
  (0 < P A)%E -> measurable A -> (forall w, A w -> 0 < X w) -> 0 < E X.
Proof.
move=> iX X0 PA mA XA; rewrite lt_neqAle E_ge0 // andbT eq_sym; apply/negP => /eqP EX0.
have h : (\int[P]_w `|(X w)%:E| = 0)%E.
  have -> : (fun w => `|(X w)%:E|%E) = (fun w => (X w)%:E) by apply/funext => w; rewrite gee0_abs // lee_fin.
  by rewrite -/(mean P X) mean_E // EX0.
have := (ae_eq_integral_abs P measurableT (proj1 iX)).1 h.
move=> [N [mN N0 sN]].
have : (P A <= P N)%E.
  apply: le_measure; rewrite ?inE // => w Aw; apply: sN => /= /(_ I) => -[] Xw0.
  by have := XA w Aw; rewrite Xw0 ltxx.
by rewrite N0 leNgt PA.
Qed.

Lemma E_gt0 X : has_mean P X -> (forall w, 0 < X w) -> 0 < E X.
Proof.
move=> iX X0; apply: (@E_gt0_on setT) => //; first by move=> w; exact: ltW.
by rewrite P1 lte_fin ltr01.
Qed.

Lemma E_lt X Y : has_mean P X -> has_mean P Y -> (forall w, X w < Y w) -> E X < E Y.
Proof.
move=> iX iY XY; rewrite -subr_gt0 -E_sub //; apply: E_gt0; first exact: has_mean_sub.
by move=> w; rewrite subr_gt0.
Qed.

Lemma measurable_sum n (X : 'I_n -> T -> R) : (forall i, measurable_fun setT (X i)) ->
  measurable_fun setT (fun w => \sum_(i < n) X i w).
Proof.
elim: n X => [|n IH] X mX.
  have -> : (fun w => \sum_(i < 0) X i w) = cst 0 by apply/funext => w; rewrite big_ord0.
  exact: measurable_fun_cst.
have -> : (fun w => \sum_(i < n.+1) X i w) = (fun w => (\sum_(i < n) X (widen_ord (leqnSn n) i) w)) \+ X ord_max.
  by apply/funext => w; rewrite big_ord_recr.
by apply: measurable_funD => //; exact: IH.
Qed.

Lemma has_mean_sum n (X : 'I_n -> T -> R) : (forall i, has_mean P (X i)) -> has_mean P (fun w => \sum_(i < n) X i w).
Proof.
elim: n X => [|n IH] X mX.
  have -> : (fun w => \sum_(i < 0) X i w) = (fun _ => 0) by apply/funext => w; rewrite big_ord0.
  exact: has_mean_cst.
have -> : (fun w => \sum_(i < n.+1) X i w) = (fun w => (\sum_(i < n) X (widen_ord (leqnSn n) i) w) + X ord_max w).
  by apply/funext => w; rewrite big_ord_recr.
by apply: has_mean_add => //; exact: IH.
Qed.

Lemma E_sum n (X : 'I_n -> T -> R) : (forall i, has_mean P (X i)) -> E (fun w => \sum_(i < n) X i w) = \sum_(i < n) E (X i).
Proof.
elim: n X => [|n IH] X mX.
  have -> : (fun w => \sum_(i < 0) X i w) = (fun _ => 0) by apply/funext => w; rewrite big_ord0.
  by rewrite E_cst big_ord0.
have -> : (fun w => \sum_(i < n.+1) X i w) = (fun w => (\sum_(i < n) X (widen_ord (leqnSn n) i) w) + X ord_max w).
  by apply/funext => w; rewrite big_ord_recr.
by rewrite E_add ?IH ?big_ord_recr //; apply: has_mean_sum.
Qed.

End expectation.
