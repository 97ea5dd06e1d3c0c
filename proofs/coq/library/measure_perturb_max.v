(* The expected maximum: a potential like log-sum-exp, strictly convex off translations if every ball has positive probability. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions cardinality mathcomp_extra.
From mathcomp.analysis Require Import reals ereal numfun measure lebesgue_measure lebesgue_integral nsatz_realtype.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation measure_softmax measure_potential measure_onto.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section greatest.
Context (R : realType) (n : nat).
Notation V := (vector R n.+1).
Implicit Types x y theta tau u : V.

Lemma greatest_ge x i : x i <= greatest x.
Proof. exact: le_bigmax. Qed.

Lemma greatest_lt x (b : R) : (forall i, x i < b) -> greatest x < b.
Proof. by move=> h; apply: bigmax_lt. Qed.

Lemma greatest_leP x (b : R) : (forall i, x i <= b) -> greatest x <= b.
Proof. by move=> h; apply: bigmax_le. Qed.

Lemma greatest_le x y : (forall i, x i <= y i) -> greatest x <= greatest y.
Proof. by move=> h; apply: greatest_leP => i; rewrite (le_trans (h i)) // greatest_ge. Qed.

Lemma greatest_shift x (c : R) : greatest (fun i => x i + c) = greatest x + c.
Proof.
apply/le_anti/andP; split; first by apply: greatest_leP => i; rewrite ler_add2r greatest_ge.
rewrite -ler_subr_addr; apply: greatest_leP => i; rewrite ler_subr_addr.
exact: (greatest_ge (fun i => x i + c)).
Qed.

Lemma measurable_greatest disp (T : measurableType disp) (X : T -> V) : random_vector X ->
  measurable_fun setT (fun w => greatest (X w)).
Proof.
move=> mX _; apply: (measurability (RGenInftyO.measurableE R)) => //.
move=> _ [_ [r ->] <-].
have -> : [set: T] `&` (fun w => greatest (X w)) @^-1` `]-oo, r[%classic =
    \bigcap_(i in [set: 'I_n.+1]) (setT `&` (fun w => X w i) @^-1` `]-oo, r[%classic).
  apply/seteqP; split => w /=; rewrite in_itv /=.
    by move=> [_ h] i _ /=; split=> //; rewrite in_itv /= (le_lt_trans (greatest_ge (X w) i)).
  by move=> h; split=> //; apply: greatest_lt => i; have [_] := h i I; rewrite /= in_itv.
apply: fin_bigcap_measurable; first exact: finite_finset.
by move=> i _; apply: mX => //; exact: measurable_itv.
Qed.

(* Strict leads of two different choices: an open ball of noise where i leads at theta and j leads at tau. *)
Lemma leads_ball theta tau i j : tau i - tau j < theta i - theta j ->
  exists u (r : R), 0 < r /\ forall y : V, \sum_(k < n.+1) (y k - u k) ^+ 2 < r ^+ 2 ->
  (forall k, k != i -> plus theta y k < plus theta y i) /\ (forall k, k != j -> plus tau y k < plus tau y j).
Proof.
move=> ab; pose h := ((theta i - theta j) - (tau i - tau j)) / 2%:R; pose r := h / 2%:R.
have h0 : 0 < h by rewrite divr_gt0 ?subr_gt0 ?ltr0n.
have r0 : 0 < r by rewrite divr_gt0 ?ltr0n.
have rr : r + r = h by rewrite -splitr.
have hh : h + h = (theta i - theta j) - (tau i - tau j) by rewrite -splitr.
clearbody r; clearbody h.
pose m := theta i - theta j - h.
have [c1 c10 b1] := bounded_vector theta; have [c2 c20 b2] := bounded_vector tau.
have tm : tau i + h = tau j + m.
  by rewrite /m (_ : theta i - theta j = h + h + (tau i - tau j)); [nsatz|rewrite hh subrK].
pose a : R := `|m|; have a0 : 0 <= a by exact: normr_ge0.
have am : 0 <= a + m by rewrite addrC -ler_subl_addl sub0r /a -normrN ler_norm.
pose L := (c1 + c1) + (c2 + c2) + a + h.
pose u : V := fun k => if k == i then 0 else if k == j then m else - L.
have ij : j != i by apply: contraL ab => /eqP ->; rewrite !subrr ltxx.
exists u, r; split=> // y hy.
have close k : `|y k - u k| < r.
  rewrite -(ltr_pexpn2r (n := 2)) ?nnegrE // ?(ltW r0) // real_normK ?num_real //.
  by apply: le_lt_trans hy; rewrite (bigD1 k) //= ler_addl sumr_ge0 // => l _; exact: sqr_ge0.
have step (x : V) k l : x k + u k + h <= x l + u l -> plus x y k < plus x y l.
  move=> hu; have := close k; have := close l; rewrite !ltr_norml => /andP[hl _] /andP[_ hk].
  rewrite /plus -subr_gt0.
  have -> : x l + y l - (x k + y k) = (y l - u l - - r) + (r - (y k - u k)) + (x l + u l - (x k + u k + h)) by rewrite -rr; nsatz.
  by rewrite ltr_paddr ?subr_ge0 // addr_gt0 // subr_gt0.
have ui : u i = 0 by rewrite /u eqxx.
have uj : u j = m by rewrite /u (negbTE ij) eqxx.
have far k : k != i -> k != j -> u k = - L by move=> /negbTE ki /negbTE kj; rewrite /u ki kj.
have up (x : V) c k l : (forall k, `|x k| <= c) -> 0 <= c + x l - (x k - c).
  move=> b; have := b k; have := b l; rewrite !ler_norml => /andP[hl _] /andP[_ hk].
  by rewrite subr_ge0 (@le_trans _ _ 0) ?subr_le0 // -ler_subl_addl sub0r.
split=> k kx; apply: step.
- have [->|kj] := eqVneq k j; first by rewrite uj ui addr0 /m le_eqVlt; apply/orP; left; apply/eqP; nsatz.
  rewrite (far k kx kj) ui addr0 -subr_ge0.
  have -> : theta i - (theta k - L + h) = (c1 + theta i - (theta k - c1)) + (c2 + c2 + a) by rewrite /L; nsatz.
  by rewrite addr_ge0 ?up // !addr_ge0.
- have [->|ki] := eqVneq k i; first by rewrite ui uj addr0 tm.
  rewrite (far k ki kx) uj -subr_ge0.
  have -> : tau j + m - (tau k - L + h) = (c2 + tau j - (tau k - c2)) + (c1 + c1 + (a + m)) by rewrite /L; nsatz.
  by rewrite addr_ge0 ?up // addr_ge0 // addr_ge0.
Qed.

Lemma not_translates_gap theta tau : ~ translates theta tau -> exists i j, tau i - tau j < theta i - theta j.
Proof.
move=> ne; apply: contrapT => none; apply: ne; exists (theta ord0 - tau ord0) => i.
have le k l : theta k - theta l <= tau k - tau l by rewrite leNgt; apply/negP => h; apply: none; exists k, l.
have h1 := le i ord0; have h2 := le ord0 i.
apply/le_anti/andP; split; rewrite -subr_ge0.
  have -> : tau i + (theta ord0 - tau ord0) - theta i = tau i - tau ord0 - (theta i - theta ord0) by nsatz.
  by rewrite subr_ge0.
have -> : theta i - (tau i + (theta ord0 - tau ord0)) = tau ord0 - tau i - (theta ord0 - theta i) by nsatz.
by rewrite subr_ge0.
Qed.

Lemma mix_le (lambda : R) theta tau k : 0 < lambda < 1 ->
  mix lambda theta tau k <= lambda * greatest theta + (1 - lambda) * greatest tau.
Proof.
move=> /andP[l0 l1]; have k0 : 0 < 1 - lambda by rewrite subr_gt0.
by apply: ler_add; rewrite ler_pmul2l // greatest_ge.
Qed.

Lemma mix_lt (lambda : R) theta tau i j k : 0 < lambda < 1 -> i != j ->
  (forall k, k != i -> theta k < theta i) -> (forall k, k != j -> tau k < tau j) ->
  mix lambda theta tau k < lambda * greatest theta + (1 - lambda) * greatest tau.
Proof.
move=> /andP[l0 l1] ij hi hj; have k0 : 0 < 1 - lambda by rewrite subr_gt0.
rewrite /mix; have [ki|ki] := eqVneq k i.
  apply: ler_lt_add; first by rewrite ler_pmul2l // greatest_ge.
  by rewrite ltr_pmul2l // (lt_le_trans _ (greatest_ge tau j)) // hj // ki.
apply: ltr_le_add; last by rewrite ler_pmul2l // greatest_ge.
by rewrite ltr_pmul2l // (lt_le_trans _ (greatest_ge theta i)) // hi.
Qed.
End greatest.

Section perturb_max.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (n : nat) (g : T -> vector R n.+1).
Hypotheses (P1 : probability_space P) (mg : random_vector g).
Notation V := (vector R n.+1).
Notation top := (@greatest R n).
Notation F := (F P g top).
Notation rise := (rise g top).
Implicit Types theta tau : V.

Lemma has_mean_max_rise theta : has_mean P (rise theta).
Proof. by apply: has_mean_rise => //; [exact: greatest_le|exact: greatest_shift|exact: measurable_greatest]. Qed.

Lemma max_shift theta (c : R) : F (fun i => theta i + c) = F theta + c.
Proof. by apply: F_shift => //; [exact: greatest_le|exact: greatest_shift|exact: measurable_greatest]. Qed.

Lemma max_subgradient_exists (p : V) : open_simplex p -> exists theta, \sum_(i < n.+1) theta i = 0 /\
  forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y.
Proof.
move=> sp; apply: subgradient_exists => // [x y c|x c||eps eps0].
- by apply: F_lipschitz => //; [exact: greatest_le|exact: greatest_shift|exact: measurable_greatest].
- exact: max_shift.
- by apply: F_cst => //; [exact: greatest_le|exact: greatest_shift|exact: measurable_greatest].
- by apply: F_coercive => //; [exact: greatest_le|exact: greatest_shift|exact: greatest_ge|exact: measurable_greatest].
Qed.

Lemma measurable_ball (u : V) (r : R) : measurable [set w | \sum_(k < n.+1) (g w k - u k) ^+ 2 < r].
Proof.
have mS : measurable_fun setT (fun w => \sum_(k < n.+1) (g w k - u k) ^+ 2).
  apply: measurable_sum => k; apply: measurable_fun_sqr; apply: measurable_funB => //; exact: measurable_fun_cst.
have -> : [set w | \sum_(k < n.+1) (g w k - u k) ^+ 2 < r] =
    setT `&` (fun w => \sum_(k < n.+1) (g w k - u k) ^+ 2) @^-1` `]-oo, r[%classic.
  by apply/seteqP; split => w /=; rewrite in_itv /=; [by split|by case].
by apply: mS => //; exact: measurable_itv.
Qed.

Lemma max_strictly_convex theta tau (lambda : R) : full_support P g -> ~ translates theta tau -> 0 < lambda < 1 ->
  F (mix lambda theta tau) < lambda * F theta + (1 - lambda) * F tau.
Proof.
move=> full /not_translates_gap[i [j ab]] l01; have [u [r [r0 lead]]] := leads_ball ab.
have [ht hu hm] := And3 (has_mean_max_rise theta) (has_mean_max_rise tau) (has_mean_max_rise (mix lambda theta tau)).
have [st su] := (has_mean_scale lambda ht, has_mean_scale (1 - lambda) hu).
have stu := has_mean_add st su.
rewrite -subr_gt0 /F -(E_scale lambda ht) -(E_scale (1 - lambda) hu) -(E_add st su) -(E_sub stu hm).
have e w : lambda * rise theta w + (1 - lambda) * rise tau w - rise (mix lambda theta tau) w =
  lambda * top (plus theta (g w)) + (1 - lambda) * top (plus tau (g w)) - top (mix lambda (plus theta (g w)) (plus tau (g w))).
  by rewrite /rise -plus_mix; nsatz.
apply: (E_gt0_on (A := [set w | \sum_(k < n.+1) (g w k - u k) ^+ 2 < r ^+ 2]) (has_mean_sub stu hm)) => [w||| w ball].
- by rewrite e subr_ge0; apply: greatest_leP => k; exact: mix_le.
- exact: full.
- exact: measurable_ball.
- have [li lj] := lead _ ball; rewrite e subr_gt0; apply: greatest_lt => k; apply: (mix_lt k l01 _ li lj).
  by apply: contraL ab => /eqP ->; rewrite !subrr ltxx.
Qed.

Lemma max_subgradients_disjoint theta tau (p : V) : full_support P g ->
  (forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y) ->
  (forall y, F tau + \sum_(i < n.+1) p i * (y i - tau i) <= F y) -> translates theta tau.
Proof.
move=> full sub_theta sub_tau; apply: contrapT => ne.
pose l : R := 2%:R^-1; have l01 : 0 < l < 1 by rewrite invr_gt0 invf_lt1 ?ltr0n ?ltr1n.
have := max_strictly_convex full ne l01.
have k0 : 0 < 1 - l by rewrite subr_gt0; case/andP: l01.
set mid := mix l theta tau.
have h1 := sub_theta mid; have h2 := sub_tau mid.
set s := \sum_(i < n.+1) _ in h1; set t := \sum_(i < n.+1) _ in h2.
have st : l * s + (1 - l) * t = 0.
  by rewrite /s /t !mulr_sumr -big_split /= big1 // => i _; rewrite /mid /mix; nsatz.
rewrite ltNge; apply/negP; rewrite negbK.
have -> : l * F theta + (1 - l) * F tau = l * (F theta + s) + (1 - l) * (F tau + t) by nsatz.
have -> : F mid = l * F mid + (1 - l) * F mid by nsatz.
by apply: ler_add; rewrite ler_pmul2l //; case/andP: l01.
Qed.

Lemma F_of_max theta : (forall theta, has_mean P (fun w => top (plus theta (g w)))) ->
  E P (fun w => top (plus theta (g w))) = F theta + E P (fun w => top (g w)).
Proof. by apply: F_of_finite => //; [exact: greatest_le|exact: greatest_shift|exact: measurable_greatest]. Qed.

Lemma subgradientP theta (p : V) :
  subgradient (mean_rise P g) theta p <-> forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y.
Proof.
have e tau : mean_rise P g tau = (F tau)%:E by rewrite /mean_rise mean_E //; exact: has_mean_max_rise.
by split=> sub y; have := sub y; rewrite !e -EFinD lee_fin.
Qed.

Lemma subgradient_translate theta tau (p : V) : \sum_(i < n.+1) p i = 1 -> translates theta tau ->
  (forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y) ->
  forall y, F tau + \sum_(i < n.+1) p i * (y i - tau i) <= F y.
Proof.
move=> p1 [c e] sub y; apply: le_trans (sub y); have -> : theta = (fun i => tau i + c) by apply/funext.
rewrite max_shift; have -> : \sum_(i < n.+1) p i * (y i - (tau i + c)) = \sum_(i < n.+1) p i * (y i - tau i) - c.
  by rewrite -[in RHS](mul1r c) -p1 mulr_suml -sumrB; apply: eq_bigr => i _; nsatz.
by rewrite addrACA addrC -addrA subrr addr0 addrC.
Qed.

(* The first of the choices that attain the maximum *)
Definition first_top (x : V) (i : 'I_n.+1) : bool := [forall j : 'I_n.+1, if (j < i)%N then x j < x i else x j <= x i].

Lemma first_top_sum (x : V) : \sum_(i < n.+1) (first_top x i)%:R = 1 :> R.
Proof.
have [m0 _ max0] := arg_maxP (i0 := ord0) (P := predT) x isT.
have max1 j : x j <= x m0 by exact: max0.
have top0 : x m0 == x m0 by [].
have [m /eqP xm first] := arg_minnP (i0 := m0) (P := fun i => x i == x m0) (fun i => val i) top0.
have topm : first_top x m.
  apply/forallP => j; case: ifP => [jm|_]; last by rewrite xm.
  rewrite xm lt_neqAle max1 andbT; apply/negP => /first; by rewrite leqNgt jm.
rewrite (bigD1 m) //= topm big1 ?addr0 // => i im; have [topi|//] := boolP (first_top x i).
exfalso; have [lt|gt|/val_inj e] := ltngtP i m; last by rewrite e eqxx in im.
  have := forallP topm i; rewrite lt => h1; have := forallP topi m; rewrite ltnNge (ltnW lt) /= => h2.
  by have := lt_le_trans h1 h2; rewrite ltxx.
have := forallP topi m; rewrite gt => h1; have := forallP topm i; rewrite ltnNge (ltnW gt) /= => h2.
by have := lt_le_trans h1 h2; rewrite ltxx.
Qed.

Lemma measurable_first_top (X : T -> V) i : random_vector X -> measurable_fun setT (fun w => (first_top (X w) i)%:R : R).
Proof.
move=> mX; have -> : (fun w => (first_top (X w) i)%:R) = \1_[set w | first_top (X w) i] :> (T -> R).
  by apply/funext => w; rewrite indicE mem_setE.
apply: measurable_fun_indic.
have -> : [set w | first_top (X w) i] = \bigcap_(j in [set: 'I_n.+1])
    (setT `&` (fun w => X w j - X w i) @^-1` (if (j < i)%N then `]-oo, 0[%classic else `]-oo, 0]%classic)).
  apply/seteqP; split=> [w /forallP h j _|w h] /=.
    by split=> //; have := h j; case: ifP => _ hj; rewrite /= in_itv /= ?subr_lt0 ?subr_le0.
  apply/forallP => j; have [_] := h j I; case: ifP => _; by rewrite /= in_itv /= ?subr_lt0 ?subr_le0.
apply: fin_bigcap_measurable; first exact: finite_finset.
move=> j _; have mji : measurable_fun setT (fun w => X w j - X w i) by apply: measurable_funB.
by apply: mji => //; case: ifP => _; exact: measurable_itv.
Qed.

(* The probability that i is the first to attain the maximum; these probabilities form a subgradient. *)
Definition first_mean theta i : R := E P (fun w => (first_top (plus theta (g w)) i)%:R).

Lemma has_mean_first_top theta i : has_mean P (fun w => (first_top (plus theta (g w)) i)%:R).
Proof.
apply: (has_mean_bounded P1 (c := 1)) => [|w]; last by rewrite normr_nat lern1 leq_b1.
by apply: measurable_first_top; exact: random_vector_plus.
Qed.

Lemma first_mean_sum theta : \sum_(i < n.+1) first_mean theta i = 1.
Proof.
rewrite -(E_sum P1 (has_mean_first_top theta)); have -> : (fun w => \sum_(i < n.+1) (first_top (plus theta (g w)) i)%:R) = (fun _ => 1) :> (T -> R).
  by apply/funext => w; exact: first_top_sum.
exact: E_cst.
Qed.

Lemma first_mean_subgradient theta y : F theta + \sum_(i < n.+1) first_mean theta i * (y i - theta i) <= F y.
Proof.
pose s i w : R := (first_top (plus theta (g w)) i)%:R; have is_ i : has_mean P (s i) by exact: has_mean_first_top.
pose term i w := (y i - theta i) * s i w; have it i : has_mean P (term i) by exact: has_mean_scale.
have -> : \sum_(i < n.+1) E P (s i) * (y i - theta i) = E P (fun w => \sum_(i < n.+1) term i w).
  by rewrite (E_sum P1 it); apply: eq_bigr => i _; rewrite /term (E_scale _ (is_ i)) mulrC.
have [ht hy ht'] := And3 (has_mean_max_rise theta) (has_mean_max_rise y) (has_mean_sum P1 it).
rewrite /F -(E_add ht ht'); apply: (E_le (has_mean_add ht ht') hy) => w.
rewrite /rise addrAC ler_add2r.
have -> : top (plus theta (g w)) + \sum_(i < n.+1) term i w = \sum_(i < n.+1) s i w * (top (plus theta (g w)) + (y i - theta i)).
  rewrite -[X in X + _](mul1r) -(first_top_sum (plus theta (g w))) mulr_suml -big_split /=.
  by apply: eq_bigr => i _; rewrite /term mulrDr [in RHS](mulrC _ (y i - theta i)).
rewrite -[leRHS]mul1r -(first_top_sum (plus theta (g w))) mulr_suml; apply: ler_sum => i _.
rewrite /s; have [topi|_] := boolP (first_top _ i); last by rewrite !mul0r.
rewrite !mul1r; have hi : top (plus theta (g w)) <= plus theta (g w) i.
  by apply: greatest_leP => j; have := forallP topi j; case: ifP => _ // /ltW.
apply: le_trans (greatest_ge _ i); rewrite {2}/plus -ler_subr_addr.
by apply: (le_trans hi); rewrite /plus le_eqVlt; apply/orP; left; apply/eqP; nsatz.
Qed.

Lemma max_subgradient_at theta : exists p : V, \sum_(i < n.+1) p i = 1 /\
  forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y.
Proof. by exists (first_mean theta); split; [exact: first_mean_sum|exact: first_mean_subgradient]. Qed.
End perturb_max.
