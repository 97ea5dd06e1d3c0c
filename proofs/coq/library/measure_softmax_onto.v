(* The map theta -> E softmax(theta + g) reaches every point of the open simplex, for every law of g. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.analysis Require Import reals ereal sequences measure lebesgue_measure lebesgue_integral exp nsatz_realtype.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation measure_softmax measure_perturb_softmax measure_potential measure_onto.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section pointwise.
Context (R : realType).

Lemma two : 2%:R = 1 + 1 :> R. Proof. by rewrite mulr2n. Qed.
Lemma four : 4%:R = 2%:R * 2%:R :> R. Proof. by rewrite -natrM. Qed.
Lemma eight : 8%:R = 2%:R * 4%:R :> R. Proof. by rewrite -natrM. Qed.

Lemma eight_halves (t N : R) : 4%:R * t * N * 2%:R = t * (8%:R * N).
Proof. by have [e4 e8] := (four, eight); nsatz. Qed.

Lemma expR_near_0 (t : R) : 0 <= t -> t <= 1 / 4%:R -> expR (2%:R * t) - 1 <= 4%:R * t.
Proof.
move=> t0 t4; have [e2 e4] := (two, four); have unit : 1 / 4%:R * 4%:R = 1 :> R by rewrite divfK // pnatr_eq0.
have t41 : 0 <= 1 - 4%:R * t by rewrite subr_ge0 -[leRHS]unit [4%:R * t]mulrC ler_pmul2r ?ltr0n.
have t2 : 0 < 1 - 2%:R * t.
  have -> : 1 - 2%:R * t = (1 - 4%:R * t + 1) / 2%:R.
    by apply: (mulIf (x := 2%:R)); rewrite ?pnatr_eq0 // divfK ?pnatr_eq0 //; nsatz.
  by rewrite divr_gt0 ?ltr0n // ltr_paddl ?ltr01.
rewrite ler_subl_addl -(ler_pmul2r t2).
apply: (@le_trans _ _ 1).
  have := expR_ge_tangent (- (2%:R * t)) => h.
  by rewrite -[leRHS](expRxMexpNx_1 (2%:R * t)) ler_pmul2l ?expR_gt0.
rewrite -subr_ge0; have -> : (1 + 4%:R * t) * (1 - 2%:R * t) - 1 = 2%:R * t * (1 - 4%:R * t) by nsatz.
rewrite mulr_ge0 //; rewrite mulr_ge0 //; exact: (ler0n R 2).
Qed.

Lemma softmax_close d (x y : vector R d) (t : R) i : 0 <= t -> t <= 1 / 4%:R ->
  (forall j, `|x j - y j| <= t) -> softmax x i - softmax y i <= 4%:R * t.
Proof.
move=> t0 t4 h; have e2 := two; apply: le_trans (expR_near_0 t0 t4).
have hl : `|log_sum_exp x - log_sum_exp y| <= t.
  by apply: (M_lipschitz (@lse_le R d)) => // z c; exact: lse_shift.
have up : softmax x i <= softmax y i * expR (2%:R * t).
  rewrite !softmaxE -expRD ler_expR.
  have := h i; rewrite ler_norml => /andP[_ h1]; move: hl; rewrite ler_norml => /andP[h2 _].
  rewrite -subr_ge0; have -> : y i - log_sum_exp y + 2%:R * t - (x i - log_sum_exp x) =
    (t - (x i - y i)) + (log_sum_exp x - log_sum_exp y - - t) by nsatz.
  by rewrite addr_ge0 // subr_ge0.
have e1 : 0 <= expR (2%:R * t) - 1 by rewrite subr_ge0 -[leLHS]expR0 ler_expR mulr_ge0 ?ler0n.
apply: (@le_trans _ _ (softmax y i * (expR (2%:R * t) - 1))).
  by rewrite mulrBr mulr1 ler_add2r.
by rewrite -[leRHS]mul1r ler_wpmul2r // softmax_le1.
Qed.
End pointwise.

Section onto.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (n : nat) (g : T -> vector R n.+1).
Hypotheses (P1 : probability_space P) (mg : random_vector g).
Notation V := (vector R n.+1).
Notation lse := (@log_sum_exp R n.+1).
Notation S := (S P g).
Implicit Types theta tau : V.

Lemma S_close theta tau (t : R) i : 0 <= t -> t <= 1 / 4%:R -> (forall j, `|theta j - tau j| <= t) -> `|S theta i - S tau i| <= 4%:R * t.
Proof.
have half a b : 0 <= t -> t <= 1 / 4%:R -> (forall j, `|a j - b j| <= t) -> S a i - S b i <= 4%:R * t.
  move=> t0 t4 h; have [ha hb] := (has_mean_softmax P1 mg a i, has_mean_softmax P1 mg b i).
  rewrite /S -(E_sub ha hb) -(E_cst P1 (4%:R * t)); apply: E_le => [||w]; first exact: has_mean_sub.
    exact: has_mean_cst.
  apply: softmax_close => // j; have -> : plus a (g w) j - plus b (g w) j = a j - b j by rewrite /plus; nsatz.
  exact: h.
move=> t0 t4 h; rewrite ler_norml ler_oppl opprB; apply/andP; split; apply: (half _ _ t0 t4) => j; last exact: h.
by rewrite distrC; exact: h.
Qed.

Lemma lse_measurable (X : T -> V) : random_vector X -> measurable_fun setT (fun w => lse (X w)).
Proof. exact: measurable_lse. Qed.

Notation F := (F P g lse).

Lemma has_mean_lse_rise theta : has_mean P (rise g lse theta).
Proof. by apply: has_mean_rise => //; [exact: lse_le|move=> x c; exact: (lse_shift x c ord0)|exact: lse_measurable]. Qed.

Lemma F_above_tangent theta tau : F theta + \sum_(i < n.+1) S theta i * (tau i - theta i) <= F tau.
Proof.
pose term i w := (tau i - theta i) * softmax (plus theta (g w)) i.
have it i : has_mean P (term i) by apply: has_mean_scale; exact: has_mean_softmax.
have -> : \sum_(i < n.+1) S theta i * (tau i - theta i) = E P (fun w => \sum_(i < n.+1) term i w).
  by rewrite (E_sum P1) //; apply: eq_bigr => i _; rewrite /term (E_scale _ (has_mean_softmax P1 mg theta i)) mulrC.
have hs := has_mean_sum P1 it; have hr := has_mean_lse_rise.
rewrite /F -(E_add (hr theta) hs); apply: (E_le (has_mean_add (hr theta) hs) (hr tau)) => w.
rewrite /rise addrAC ler_add2r.
have := lse_ge_tangent (plus theta (g w)) (plus tau (g w)); congr (_ + _ <= _).
by apply: eq_bigr => i _; rewrite /term mulrC /plus; congr (_ * _); nsatz.
Qed.

Theorem S_onto (p : V) : open_simplex p -> exists theta, \sum_(i < n.+1) theta i = 0 /\ S theta = p.
Proof.
move=> sp; have [theta [theta0 sub]] : exists x : V, \sum_(i < n.+1) x i = 0 /\
    forall y, F x + \sum_(i < n.+1) p i * (y i - x i) <= F y.
  have shift (x : V) (c : R) : lse (fun i => x i + c) = lse x + c := lse_shift x c ord0.
  apply: subgradient_exists => // [x y c|x c||eps eps0].
  - by apply: F_lipschitz => //; [exact: lse_le|exact: lse_measurable].
  - by apply: F_shift => //; [exact: lse_le|exact: lse_measurable].
  - by apply: F_cst => //; [exact: lse_le|exact: lse_measurable].
  - by apply: F_coercive => //; [exact: lse_le|exact: lse_ge|exact: lse_measurable].
exists theta; split=> //; pose v i := p i - S theta i; pose a := \sum_(i < n.+1) v i ^+ 2.
have v1 i : `|v i| <= 1.
  have [p0 _] := sp; have S1 : S theta i <= 1.
    rewrite -(S_sum1 P1 mg theta ord0) (bigD1 i) //= ler_addl sumr_ge0 // => j _; exact/ltW/S_gt0.
  rewrite ler_norml -subr_ge0 opprK; apply/andP; split.
    by rewrite /v -addrA addr_ge0 ?(ltW (p0 i)) // addrC subr_ge0.
  by rewrite /v ler_subl_addr (le_trans (p_le1 sp i)) // ler_addl; exact/ltW/S_gt0.
have v2 i : v i ^+ 2 <= 1 by rewrite -real_normK ?num_real // exprn_ile1.
have [a0|apos] := leP a 0.
  apply/funext => i; apply/eqP; rewrite eq_sym -subr_eq0 -sqrf_eq0.
  have vanish : a = 0 by apply/le_anti; rewrite a0 sumr_ge0 // => j _; exact: sqr_ge0.
  by have /eqP := vanish; rewrite psumr_eq0 => [/allP/(_ i)|j _]; [rewrite mem_index_enum; exact|exact: sqr_ge0].
exfalso; have [e2 e4 e8] := And3 (two R) (four R) (eight R); pose N : R := n.+1%:R; have N0 : 0 < N by rewrite ltr0n.
have sum_const (c : R) : \sum_(i < n.+1) c = c * N by rewrite sumr_const card_ord -mulr_natr.
have aN : a <= N by rewrite /N -[n.+1]card_ord -sumr_const; apply: ler_sum => i _; exact: v2.
pose t := a / (8%:R * N); have N8 : 0 < 8%:R * N by rewrite mulr_gt0 ?ltr0n.
have t0 : 0 < t by rewrite divr_gt0.
have t4 : t <= 1 / 4%:R.
  rewrite /t ler_pdivr_mulr // (le_trans aN) //.
  have -> : 1 / 4%:R * (8%:R * N) = 2%:R * N.
    by apply: (mulfI (x := 4%:R)); rewrite ?pnatr_eq0 // mulrA (mulrC 4%:R) divfK ?pnatr_eq0 //; nsatz.
  by rewrite mulr_natl mulr2n ler_addl ltW.
pose tau : V := fun i => theta i + t * v i.
have near_tau i : `|tau i - theta i| <= t.
  have -> : tau i - theta i = t * v i by rewrite /tau; nsatz.
  by rewrite normrM gtr0_norm // -[leRHS]mulr1 ler_wpmul2l // ltW.
have h1 := sub tau; have h2 := F_above_tangent tau theta.
have : t * a <= t * (4%:R * t * N).
  apply: (@le_trans _ _ (t * (\sum_(i < n.+1) (S tau i - S theta i) * v i))); last first.
    rewrite ler_wpmul2l ?(ltW t0) // -sum_const; apply: ler_sum => i _.
    apply: (le_trans (ler_norm _)); rewrite normrM -[leRHS]mulr1; apply: ler_pmul => //.
    exact: S_close (ltW t0) t4 near_tau.
  rewrite -subr_ge0 -mulrBr /a -sumrB mulr_sumr.
  have -> : \sum_(i < n.+1) t * ((S tau i - S theta i) * v i - v i ^+ 2) =
      - (\sum_(i < n.+1) S tau i * (theta i - tau i) + \sum_(i < n.+1) p i * (tau i - theta i)).
    by rewrite -big_split -sumrN /=; apply: eq_bigr => i _; rewrite expr2; move: (S tau i) => s; rewrite /tau /v; nsatz.
  rewrite oppr_ge0 -(ler_add2l (F tau)) addr0 addrA.
  by apply: le_trans h1; rewrite ler_add2r.
rewrite ler_pmul2l // => h; have : a <= a / 2%:R.
  apply: (le_trans h); rewrite le_eqVlt; apply/orP; left; apply/eqP.
  apply: (mulIf (x := 2%:R)); rewrite ?pnatr_eq0 // divfK ?pnatr_eq0 //.
  by rewrite eight_halves /t divfK // lt0r_neq0.
by rewrite leNgt ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n ltr_addl apos.
Qed.

Lemma reaches theta (p : V) : (forall i, mean_softmax P g theta i = (p i)%:E) <-> S theta = p.
Proof.
split=> [e|<- i]; last exact: mean_S.
by apply/funext => i; apply: EFin_inj; rewrite -e /mean_softmax mean_S.
Qed.

Lemma complete_iff (Theta : set V) : complete_perturb_softmax P g Theta <-> meets_every_translation_line Theta.
Proof.
split=> [onto theta|meets p sp].
  have [tau [Ttau e]] := onto _ (open_simplex_S P1 mg theta ord0).
  exists tau; split; first exact: Ttau.
  by apply: (proj1 (S_translates P1 mg theta tau)); rewrite (proj1 (reaches tau _) e).
have [theta [_ e]] := S_onto sp; have [tau [Ttau tr]] := meets theta.
exists tau; split; first exact: Ttau.
by apply: (proj2 (reaches tau p)); rewrite -e (proj2 (S_translates P1 mg theta tau) tr).
Qed.
End onto.
