(* Independent coordinates with positive densities: every ball of R^d has positive probability. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions cardinality.
From mathcomp.analysis Require Import reals ereal numfun measure lebesgue_measure lebesgue_integral.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* The integral of a positive function over a set of positive measure is positive. *)
Lemma positive_integral disp (T : measurableType disp) (R : realType) (mu : {measure set T -> \bar R}) (A : set T) (f : T -> R) :
  measurable A -> measurable_fun setT f -> (forall t, 0 < f t) -> (0 < mu A)%E -> (0 < \int[mu]_(t in A) (f t)%:E)%E.
Proof.
move=> mA mf f0 A0; rewrite lt_neqAle integral_ge0 ?andbT; last by move=> t _; rewrite lee_fin ltW.
apply/negP => /eqP e; have mfA : measurable_fun A (fun t => (f t)%:E).
  by apply: measurable_fun_comp; [exact: measurable_fun_EFin|exact: measurable_funTS].
have h : (\int[mu]_(t in A) `|(f t)%:E| = 0)%E.
  have -> : (fun t => `|(f t)%:E|%E) = (fun t => (f t)%:E) by apply/funext => t; rewrite gee0_abs // lee_fin ltW.
  by [].
have [N [mN N0 sN]] := (ae_eq_integral_abs mu mA mfA).1 h.
have : (mu A <= mu N)%E.
  apply: le_measure; rewrite ?inE // => t At; apply: sN => /= /(_ At) -[] ft0.
  by have := f0 t; rewrite ft0 ltxx.
by rewrite N0 leNgt A0.
Qed.

Section full_support.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (n : nat) (g : T -> vector R n.+1).
Hypotheses (P1 : probability_space P) (mg : random_vector g).

Lemma event (A : set R) i : measurable A -> measurable [set w | A (g w i)].
Proof. by move=> mA; rewrite -[X in measurable X]setTI; exact: mg. Qed.

Lemma box_event (A : 'I_n.+1 -> set R) : (forall i, measurable (A i)) -> measurable [set w | forall i, A i (g w i)].
Proof.
move=> mA; have -> : [set w | forall i, A i (g w i)] = \bigcap_(i in [set: 'I_n.+1]) [set w | A i (g w i)].
  by apply/seteqP; split => [w h i _|w h i]; exact: h.
by apply: fin_bigcap_measurable => [|i _]; [exact: finite_finset|exact: event].
Qed.

Lemma density_charges i (a b : R) : has_positive_density P (fun w => g w i) -> a < b -> 0 < fine (P [set w | `]a, b[%classic (g w i)]).
Proof.
move=> [f [f0 [mf law]]] ab; have mI : measurable `]a, b[%classic by exact: measurable_itv.
have pos : (0 < P [set w | `]a, b[%classic (g w i)])%E.
  rewrite (law _ mI); apply: positive_integral => //.
  have : (0 < (@lebesgue_measure R) `]a, b[%classic)%E; last by [].
  by rewrite lebesgue_measure_itv hlength_itv /= lte_fin ab -EFinB lte_fin subr_gt0.
have le1 : (P [set w | `]a, b[%classic (g w i)] <= P setT)%E by apply: le_measure; rewrite ?inE //; exact: event.
by apply: fine_gt0; rewrite pos (le_lt_trans le1) // P1 ltry.
Qed.

Lemma independent_full_support : independent_coordinates P g -> (forall i, has_positive_density P (fun w => g w i)) -> full_support P g.
Proof.
move=> indep dens u r r0; pose N : R := n.+1%:R; have N0 : 0 < N by rewrite ltr0n.
have N1 : 1 <= N by rewrite ler1n.
pose s := r / N; have s0 : 0 < s by rewrite divr_gt0.
pose A i := `](u i - s), (u i + s)[%classic; have mA i : measurable (A i) by exact: measurable_itv.
apply: (@lt_le_trans _ _ (P [set w | forall i, A i (g w i)])).
  rewrite indep // lte_fin; apply: prodr_gt0 => i _; apply: density_charges => //.
  by rewrite ltr_add2l gtr_opp.
apply: le_measure; rewrite ?inE; first exact: box_event.
  have -> : [set w | \sum_(k < n.+1) (g w k - u k) ^+ 2 < r ^+ 2] =
      setT `&` (fun w => \sum_(k < n.+1) (g w k - u k) ^+ 2) @^-1` `]-oo, r ^+ 2[%classic.
    by apply/seteqP; split => w /=; rewrite in_itv /=; [by split|by case].
  have mS : measurable_fun setT (fun w => \sum_(k < n.+1) (g w k - u k) ^+ 2).
    apply: measurable_sum => k; apply: measurable_fun_sqr; apply: measurable_funB => //; exact: measurable_fun_cst.
  by apply: mS => //; exact: measurable_itv.
move=> w h /=; have close k : (g w k - u k) ^+ 2 < s ^+ 2.
  have := h k; rewrite /A /= in_itv /= -ltr_distl => hk.
  by rewrite -[ltLHS]real_normK ?num_real // ltr_pexpn2r ?nnegrE // ltW.
apply: (@lt_le_trans _ _ (\sum_(k < n.+1) s ^+ 2)).
  rewrite (bigD1 ord0) //= [ltRHS](bigD1 ord0) //=; apply: ltr_le_add => //.
  by apply: ler_sum => k _; exact: ltW.
rewrite sumr_const card_ord -mulr_natr -/N /s expr_div_n -mulrA ler_pimulr ?sqr_ge0 //.
rewrite mulrC ler_pdivr_mulr ?exprn_gt0 // mul1r expr2 ler_pmulr //.
Qed.
End full_support.
