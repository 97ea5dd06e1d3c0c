(* Without ties at theta the probabilities of the choices depend continuously on theta there, and are the gradient of the expected maximum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions cardinality mathcomp_extra.
From mathcomp.analysis Require Import reals ereal topology normedtype sequences numfun measure lebesgue_measure lebesgue_integral nsatz_realtype.
From Perturb.statements Require Import measure_definitions measure_lemma_5_2.
From Perturb.library Require Import measure_expectation measure_softmax measure_potential measure_onto measure_perturb_max.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section gradient.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (n : nat) (g : T -> vector R n.+1).
Hypotheses (P1 : probability_space P) (mg : random_vector g).
Notation V := (vector R n.+1).
Notation top := (@greatest R n).
Notation F := (F P g top).
Implicit Types (theta tau v p x : V) (i j : 'I_n.+1).

(* i attains the maximum *)
Definition is_top x i : bool := [forall j, x j <= x i].

Lemma first_is_top x i : first_top x i -> is_top x i.
Proof. by move=> /forallP h; apply/forallP => j; have := h j; case: ifP => // _ /ltW. Qed.

Lemma strict_first x i : (forall j, j != i -> x j < x i) -> forall j, first_top x j = (j == i).
Proof.
move=> lead j; have [->|ji] := eqVneq j i.
  by apply/forallP => k; have [->|/lead ki] := eqVneq k i; [rewrite ltnn|case: ifP => // _; exact: ltW].
apply/negP => /first_is_top/forallP/(_ i); by rewrite leNgt lead.
Qed.

Lemma measurable_le theta i j (c : R) : measurable [set w | plus theta (g w) j + c <= plus theta (g w) i].
Proof.
have m : measurable_fun setT (fun w => plus theta (g w) j - plus theta (g w) i).
  by apply: measurable_funB; exact: random_vector_plus.
have -> : [set w | plus theta (g w) j + c <= plus theta (g w) i] =
    setT `&` (fun w => plus theta (g w) j - plus theta (g w) i) @^-1` `]-oo, - c]%classic.
  have e a b : (a + c <= b) = (a - b <= - c) by rewrite -subr_ge0 -[RHS]subr_ge0; congr (0 <= _); nsatz.
  by apply/seteqP; split=> w /=; rewrite in_itv /= e; [split|case].
by apply: m => //; exact: measurable_itv.
Qed.

Definition top_set theta i : set T := [set w | forall j, plus theta (g w) j <= plus theta (g w) i].

Lemma measurable_top theta i : measurable (top_set theta i).
Proof.
have -> : top_set theta i = \bigcap_(j in [set: 'I_n.+1]) [set w | plus theta (g w) j + 0 <= plus theta (g w) i].
  by apply/seteqP; split=> [w h j _|w h j] /=; [rewrite addr0; exact: h|have := h j I; rewrite /= addr0].
apply: fin_bigcap_measurable; first exact: finite_finset.
by move=> j _; exact: measurable_le.
Qed.

(* One choice leads by 1 / (k + 1) at least. *)
Definition lead_set theta (k : nat) : set T := [set w | exists i, forall j, j != i -> plus theta (g w) j + k.+1%:R^-1 <= plus theta (g w) i].

Lemma measurable_lead theta k : measurable (lead_set theta k).
Proof.
have -> : lead_set theta k = \bigcup_(i in [set: 'I_n.+1]) \bigcap_(j in [set j | j != i])
    [set w | plus theta (g w) j + k.+1%:R^-1 <= plus theta (g w) i].
  by apply/seteqP; split=> [w [i h]|w [i _ h]]; exists i => // j ji; exact: h.
apply: fin_bigcup_measurable => [|i _]; first exact: finite_finset.
by apply: fin_bigcap_measurable => [|j _]; [exact: finite_finset|exact: measurable_le].
Qed.

Lemma E_indic (A : set T) : measurable A -> has_mean P (\1_A : T -> R) /\ (E P (\1_A : T -> R))%:E = P A.
Proof.
move=> mA; have h : has_mean P (\1_A : T -> R).
  by apply: (has_mean_bounded P1 (c := 1)) => [|w]; [exact: measurable_fun_indic|rewrite indicE normr_nat lern1 leq_b1].
by split=> //; rewrite -(mean_E h) /mean integral_indic // setIT.
Qed.

(* Where no choice leads, two attain the maximum. *)
Lemma tops_or_lead theta w : 2%:R - \1_(\bigcup_k lead_set theta k) w <= \sum_(i < n.+1) \1_(top_set theta i) w :> R.
Proof.
have [m _ max0] := arg_maxP (i0 := ord0) (P := predT) (plus theta (g w)) isT.
have max j : plus theta (g w) j <= plus theta (g w) m by exact: max0.
rewrite (bigD1 m) //= [\1_(top_set theta m) w]indicE mem_set //.
have [led|none] := pselect (exists k, forall j, j != m -> plus theta (g w) j + k.+1%:R^-1 <= plus theta (g w) m).
  rewrite [X in _ - X]indicE mem_set; last by have [k h] := led; exists k => //; exists m.
  by rewrite -[2%:R]/(1 + 1) addrK ler_addl sumr_ge0 // => i _; rewrite indicE ler0n.
have [j jm tie] : exists2 j, j != m & plus theta (g w) m <= plus theta (g w) j.
  apply: contrapT => alone; have gap j : j != m -> 0 < plus theta (g w) m - plus theta (g w) j.
    by move=> jm; rewrite subr_gt0 ltNge; apply/negP => h; apply: alone; exists j.
  pose S := \sum_(j < n.+1 | j != m) (plus theta (g w) m - plus theta (g w) j)^-1.
  have S0 : 0 <= S by apply: sumr_ge0 => j /gap/ltW; rewrite invr_ge0.
  apply: none; exists (Num.bound S) => j jm; rewrite addrC -ler_subr_addr.
  have below : (plus theta (g w) m - plus theta (g w) j)^-1 <= S.
    by rewrite /S (bigD1 j) //= ler_addl sumr_ge0 // => i /andP[/gap/ltW]; rewrite invr_ge0.
  have above : S <= (Num.bound S).+1%:R by rewrite (le_trans (ltW (archi_boundP S0))) // ler_nat.
  rewrite -[leRHS]invrK lef_pinv; first exact: le_trans below above.
    by rewrite posrE ltr0n.
  by rewrite posrE invr_gt0 gap.
rewrite (bigD1 j) //= [\1_(top_set theta j) w]indicE mem_set => [|k]; last exact: le_trans (max k) tie.
rewrite addrA -[1%:R + 1%:R]/(2%:R : R); apply: (@le_trans _ _ 2%:R).
  by rewrite ler_subl_addr ler_addl indicE ler0n.
by rewrite ler_addl sumr_ge0 // => i _; rewrite indicE ler0n.
Qed.

Definition no_ties theta : Prop := (\sum_(i < n.+1) P (top_set theta i))%E = 1%E.
Definition top_mean theta i : R := E P (\1_(top_set theta i) : T -> R).

Lemma top_meanE theta i : P (top_set theta i) = (top_mean theta i)%:E.
Proof. by have [_ ->] := E_indic (measurable_top theta i). Qed.

Lemma top_mean_sum theta : no_ties theta -> \sum_(i < n.+1) top_mean theta i = 1.
Proof.
rewrite /no_ties; under eq_bigr do rewrite top_meanE.
by rewrite sumEFin => -[].
Qed.

Lemma lead_full theta : no_ties theta -> (1 <= P (\bigcup_k lead_set theta k))%E.
Proof.
move=> noT; have mN : measurable (\bigcup_k lead_set theta k) by apply: bigcupT_measurable; exact: measurable_lead.
have [hN <-] := E_indic mN; rewrite lee_fin.
have ht i : has_mean P (\1_(top_set theta i) : T -> R) by have [] := E_indic (measurable_top theta i).
have h2 := has_mean_sub (has_mean_cst P1 2%:R) hN.
have := E_le h2 (has_mean_sum P1 ht) (tops_or_lead theta).
rewrite (E_sub (has_mean_cst P1 2%:R) hN) (E_cst P1) (E_sum P1 ht) -/(top_mean theta _) (top_mean_sum noT).
by rewrite ler_subl_addr -ler_subl_addl -[2%:R]/(1 + 1) addrK.
Qed.

Lemma lead_mass theta (eps : R) : no_ties theta -> 0 < eps -> exists k, 1 - eps < E P (\1_(lead_set theta k) : T -> R).
Proof.
move=> noT eps0; apply: contrapT => none.
have all k : (P (lead_set theta k) <= (1 - eps)%:E)%E.
  have [_ <-] := E_indic (measurable_lead theta k); rewrite lee_fin leNgt; apply/negP => h; apply: none; by exists k.
have nd : nondecreasing_seq (lead_set theta).
  move=> m k mk; apply/subsetPset => w [i h]; exists i => j ji; apply: le_trans (h j ji).
  by rewrite ler_add2l lef_pinv ?posrE ?ltr0n // ler_nat.
have mN : measurable (\bigcup_k lead_set theta k) by apply: bigcupT_measurable; exact: measurable_lead.
have cvgP := nondecreasing_cvg_mu (mu := P) (measurable_lead theta) mN nd.
have : (lim (P \o lead_set theta) <= (1 - eps)%:E)%E.
  by apply: lime_le; [apply/cvg_ex; eexists; exact: cvgP|exact: nearW].
rewrite (cvg_lim _ cvgP) // => /(le_trans (lead_full noT)).
by rewrite lee_fin leNgt ltr_subl_addr ltr_addl eps0.
Qed.

(* A lead is kept nearby. *)
Lemma lead_near theta tau k w i : (forall j, `|tau j - theta j| < k.+1%:R^-1 / 2%:R) -> lead_set theta k w ->
  first_top (plus tau (g w)) i = first_top (plus theta (g w)) i.
Proof.
move=> near [m h]; have c0 : 0 < k.+1%:R^-1 :> R by rewrite invr_gt0 ltr0n.
rewrite !(strict_first (i := m)) // => j jm; first by apply: lt_le_trans (h j jm); rewrite ltr_addl.
have := h j jm; have := near j; have := near m; rewrite !ltr_norml /plus; set r := _ / _ => /andP[a _] /andP[_ b] c.
have e : k.+1%:R^-1 = r + r by rewrite /r -mulr2n -[RHS]mulr_natr mulfVK // pnatr_eq0.
apply: (@lt_le_trans _ _ (theta j + r + g w j)); first by rewrite ltr_add2r -ltr_subl_addl.
apply: (@le_trans _ _ (theta m + g w m - r)).
  by rewrite ler_subr_addr; have -> : theta j + r + g w j + r = theta j + g w j + k.+1%:R^-1 by rewrite e; nsatz.
by rewrite addrAC ler_add2r -ler_subr_addl; exact: ltW.
Qed.

Lemma first_mean_near theta (eps : R) : no_ties theta -> 0 < eps ->
  exists r : R, 0 < r /\ forall tau, (forall i, `|tau i - theta i| < r) -> forall i, `|first_mean P g tau i - first_mean P g theta i| <= eps.
Proof.
move=> noT eps0; have [k hk] := lead_mass noT eps0; exists (k.+1%:R^-1 / 2%:R); split=> [|tau near i].
  by rewrite divr_gt0 ?invr_gt0 ?ltr0n.
have [hA _] := E_indic (measurable_lead theta k); have h1 := has_mean_sub (has_mean_cst P1 1) hA.
have [ht hs] := (has_mean_first_top P1 mg tau i, has_mean_first_top P1 mg theta i); have hd := has_mean_sub ht hs.
have small : E P (fun w => 1 - \1_(lead_set theta k) w) <= eps.
  by rewrite (E_sub (has_mean_cst P1 1) hA) (E_cst P1) ler_subl_addl -ler_subl_addr ltW.
have bound w : `|(first_top (plus tau (g w)) i)%:R - (first_top (plus theta (g w)) i)%:R| <= 1 - \1_(lead_set theta k) w :> R.
  have [led|no] := pselect (lead_set theta k w).
    by rewrite (lead_near i near led) subrr normr0 indicE mem_set // subrr.
  rewrite indicE memNset // subr0; do 2 case: (first_top _ _); rewrite ?subrr ?subr0 ?sub0r ?normrN ?normr0 ?normr1 //; exact: ler01.
rewrite /first_mean -(E_sub ht hs); apply: le_trans small; rewrite ler_norml; apply/andP; split.
  rewrite ler_oppl -[X in X <= _]mulN1r -(E_scale (-1) hd); apply: (E_le (has_mean_scale (-1) hd) h1) => w.
  by rewrite mulN1r; apply: le_trans (bound w); rewrite -normrN ler_norm.
by apply: (E_le hd h1) => w; apply: le_trans (bound w); exact: ler_norm.
Qed.

Lemma first_mean_top theta i : no_ties theta -> first_mean P g theta i = top_mean theta i.
Proof.
move=> noT; have le j : first_mean P g theta j <= top_mean theta j.
  have [ht _] := E_indic (measurable_top theta j); apply: (E_le (has_mean_first_top P1 mg theta j) ht) => w.
  have [/first_is_top/forallP h|_] := boolP (first_top _ j); last by rewrite indicE ler0n.
  by rewrite indicE mem_set.
have d0 j : 0 <= top_mean theta j - first_mean P g theta j by rewrite subr_ge0.
have : \sum_(j < n.+1) (top_mean theta j - first_mean P g theta j) = 0.
  by rewrite sumrB (top_mean_sum noT) (first_mean_sum P1 mg) subrr.
move/(psumr_eq0P (fun j _ => d0 j))/(_ i isT)/eqP; by rewrite subr_eq0 => /eqP.
Qed.

Lemma gradient_near theta v (eps : R) : no_ties theta -> 0 < eps -> exists t0 : R, 0 < t0 /\ forall t, 0 < t < t0 ->
  0 <= (F (plus theta (fun i => t * v i)) - F theta) / t - \sum_(i < n.+1) top_mean theta i * v i < eps.
Proof.
move=> noT eps0; have [c c0 vc] := bounded_vector v; have c1 : 0 < c + 1.
  apply: (le_lt_trans c0); rewrite ltr_addl; exact: ltr01.
pose e1 := eps / (n.+1%:R * (c + 1)); have e10 : 0 < e1 by rewrite divr_gt0 // mulr_gt0 // ltr0n.
have [r [r0 near]] := first_mean_near noT e10; exists (r / (c + 1)); split=> [|t /andP[t0 tr]]; first exact: divr_gt0.
set tau := plus theta _; have step i : tau i - theta i = t * v i by rewrite /tau /plus addrAC subrr add0r.
have close i : `|tau i - theta i| < r.
  rewrite step normrM (gtr0_norm t0); apply: (@le_lt_trans _ _ (t * (c + 1))); last by rewrite -ltr_pdivl_mulr.
  by rewrite ler_pmul2l //; apply: le_trans (vc i) _; rewrite ler_addl; exact: ler01.
pose D p := \sum_(i < n.+1) p i * v i.
have low : t * D (first_mean P g theta) <= F tau - F theta.
  rewrite ler_subr_addl; apply: le_trans (first_mean_subgradient P1 mg theta tau); rewrite ler_add2l mulr_sumr.
  by apply: ler_sum => i _; rewrite step mulrCA.
have high : F tau - F theta <= t * D (first_mean P g tau).
  rewrite ler_subl_addr -ler_subl_addl; apply: le_trans (first_mean_subgradient P1 mg tau theta); rewrite ler_add2l mulr_sumr -sumrN.
  by apply: ler_sum => i _; rewrite -opprB step mulrN mulrCA.
have top_D : \sum_(i < n.+1) top_mean theta i * v i = D (first_mean P g theta) by apply: eq_bigr => i _; rewrite first_mean_top.
rewrite top_D subr_ge0 ler_pdivl_mulr // mulrC low /= ltr_subl_addl ltr_pdivr_mulr //; apply: le_lt_trans high _.
rewrite mulrC ltr_pmul2r // -ltr_subl_addl /D -sumrB.
apply: (@le_lt_trans _ _ (\sum_(i < n.+1) e1 * c)).
  apply: ler_sum => i _; rewrite -mulrBl; apply: le_trans (ler_norm _) _; rewrite normrM.
  by apply: ler_pmul => //; exact: near.
rewrite sumr_const card_ord -mulr_natl /e1 invfM; set N : R := n.+1%:R; set N' := N^-1; set C := (c + 1)^-1.
have -> : N * (eps * (N' * C) * c) = (N * N') * (eps * c * C) by nsatz.
rewrite /N' /C mulfV ?pnatr_eq0 // mul1r ltr_pdivr_mulr // ltr_pmul2l // ltr_addl; exact: ltr01.
Qed.

Lemma subgradient_top theta p : no_ties theta -> (forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y) -> p = top_mean theta.
Proof.
move=> noT sub; have le v : \sum_(i < n.+1) p i * v i <= \sum_(i < n.+1) top_mean theta i * v i.
  apply/ler_addgt0Pl => eps eps0; have [t0 [t00 near]] := gradient_near v noT eps0.
  have /near/andP[_] : 0 < t0 / 2%:R < t0 by rewrite divr_gt0 ?ltr0n // ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
  set t := t0 / _; have tt : 0 < t by rewrite divr_gt0 ?ltr0n.
  rewrite ltr_subl_addr => /ltW; apply: le_trans; rewrite ler_pdivl_mulr // ler_subr_addl.
  apply: le_trans (sub _); rewrite ler_add2l mulr_suml; apply: ler_sum => i _.
  by rewrite /plus addrAC subrr add0r -/t -mulrA (mulrC t).
apply/funext => i; pose e (s : R) (k : 'I_n.+1) : R := s * (k == i)%:R.
have at_i (q : V) s : \sum_(k < n.+1) q k * e s k = s * q i.
  by rewrite (bigD1 i) //= big1 => [|k /negbTE ki]; rewrite /e ?eqxx ?ki ?mulr1 ?mulr0 ?addr0 // mulrC.
have := le (e 1); have := le (e (-1)); rewrite !at_i !mul1r !mulN1r ler_opp2 => h1 h2.
by apply/le_anti; rewrite h1 h2.
Qed.

Lemma top_subgradient theta y : no_ties theta -> F theta + \sum_(i < n.+1) top_mean theta i * (y i - theta i) <= F y.
Proof.
move=> noT; apply: le_trans (first_mean_subgradient P1 mg theta y); rewrite ler_add2l.
by apply: ler_sum => i _; rewrite first_mean_top.
Qed.
(* The subgradients at theta and at tau bound the difference from both sides; without ties they are close together. *)
Lemma differential_near theta (eps : R) : no_ties theta -> 0 < eps -> exists r : R, 0 < r /\ forall tau, (forall i, `|tau i - theta i| < r) ->
  0 <= F tau - F theta - \sum_(i < n.+1) top_mean theta i * (tau i - theta i) <= eps * \sum_(i < n.+1) `|tau i - theta i|.
Proof.
move=> noT eps0; have [r [r0 near]] := first_mean_near noT eps0; exists r; split=> // tau close; apply/andP; split.
  by rewrite subr_ge0 ler_subr_addl; exact: top_subgradient.
have high : F tau - F theta <= \sum_(i < n.+1) first_mean P g tau i * (tau i - theta i).
  rewrite ler_subl_addr -ler_subl_addl; apply: le_trans (first_mean_subgradient P1 mg tau theta); rewrite ler_add2l -sumrN.
  by apply: ler_sum => i _; rewrite -mulrN opprB.
apply: le_trans (ler_sub high (lexx _)) _; rewrite -sumrB mulr_sumr; apply: ler_sum => i _.
rewrite -mulrBl -first_mean_top //; apply: le_trans (ler_norm _) _; rewrite normrM.
by apply: ler_wpmul2r; [exact: normr_ge0|exact: near].
Qed.
End gradient.
