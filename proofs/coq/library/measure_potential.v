(* What log-sum-exp and the maximum have in common. M is monotone, moves with translations, and is at least every coordinate.
   F(theta) = E [M(theta + g) - M(g)] is finite for every law of g, Lipschitz, and grows fast enough along every direction that is no translation. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions cardinality.
From mathcomp.analysis Require Import reals ereal topology normedtype sequences numfun measure lebesgue_measure lebesgue_integral nsatz_realtype.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation measure_softmax.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section potential.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (d : nat) (g : T -> vector R d).
Hypotheses (P1 : probability_space P) (mg : random_vector g).
Variable M : vector R d -> R.
Hypothesis M_le : forall x y, (forall i, x i <= y i) -> M x <= M y.
Hypothesis M_shift : forall x (c : R), M (fun i => x i + c) = M x + c.
Hypothesis M_ge : forall x i, x i <= M x.
Hypothesis M_measurable : forall X : T -> vector R d, random_vector X -> measurable_fun setT (fun w => M (X w)).
Implicit Types theta tau : vector R d.

Lemma M_sub x y (c : R) : (forall i, x i - y i <= c) -> M x - M y <= c.
Proof.
move=> h; rewrite ler_subl_addl -M_shift; apply: M_le => i.
by rewrite -ler_subl_addl.
Qed.

Lemma M_lipschitz x y (c : R) : (forall i, `|x i - y i| <= c) -> `|M x - M y| <= c.
Proof.
move=> h; rewrite ler_norml ler_oppl opprB; apply/andP; split; apply: M_sub => i.
  by rewrite -opprB ler_oppl; have := h i; rewrite ler_norml => /andP[].
by have := h i; rewrite ler_norml => /andP[].
Qed.

Definition rise theta w : R := M (plus theta (g w)) - M (g w).

Lemma bounded_vector theta : exists2 c : R, 0 <= c & forall i, `|theta i| <= c.
Proof.
exists (\sum_(j < d) `|theta j|) => [|i]; first by rewrite sumr_ge0.
by rewrite (bigD1 i) //= ler_addl sumr_ge0.
Qed.

Lemma rise_norm theta (c : R) w : (forall i, `|theta i| <= c) -> `|rise theta w| <= c.
Proof. by move=> h; apply: M_lipschitz => i; rewrite /plus addrK. Qed.

Lemma measurable_rise theta : measurable_fun setT (rise theta).
Proof. by apply: measurable_funB; apply: M_measurable => //; exact: random_vector_plus. Qed.

Lemma has_mean_rise theta : has_mean P (rise theta).
Proof.
have [c _ h] := bounded_vector theta.
by apply: (has_mean_bounded P1 (measurable_rise theta)) => w; exact: rise_norm h.
Qed.

Definition F theta : R := E P (rise theta).

Lemma F_lipschitz theta tau (c : R) : (forall i, `|theta i - tau i| <= c) -> `|F theta - F tau| <= c.
Proof.
move=> h; rewrite /F -(E_sub (has_mean_rise theta) (has_mean_rise tau)).
apply: (E_norm P1) => [|w].
  by apply: measurable_funB; exact: measurable_rise.
have -> : rise theta w - rise tau w = M (plus theta (g w)) - M (plus tau (g w)) by rewrite /rise; nsatz.
apply: M_lipschitz => i; have -> : plus theta (g w) i - plus tau (g w) i = theta i - tau i by rewrite /plus; nsatz.
exact: h.
Qed.

Lemma rise_shift theta (c : R) w : rise (fun i => theta i + c) w = rise theta w + c.
Proof.
rewrite /rise; have -> : plus (fun i => theta i + c) (g w) = (fun i => plus theta (g w) i + c).
  by apply/funext => i; rewrite /plus; nsatz.
by rewrite M_shift; nsatz.
Qed.

Lemma F_shift theta (c : R) : F (fun i => theta i + c) = F theta + c.
Proof.
rewrite /F -{2}(E_cst P1 c) -(E_add (has_mean_rise theta) (has_mean_cst P1 c)).
by congr (E P _); apply/funext => w; exact: rise_shift.
Qed.

Lemma F_cst (c : R) : F (fun _ => c) = c.
Proof.
have -> : (fun _ => c) = (fun i => (fun _ : 'I_d => 0 : R) i + c) by apply/funext => i; rewrite add0r.
rewrite F_shift /F; have -> : rise (fun=> 0) = (fun=> 0); last by rewrite E_cst // add0r.
apply/funext => w; rewrite /rise; have -> : plus (fun=> 0) (g w) = g w by apply/funext => i; rewrite /plus add0r.
exact: subrr.
Qed.

(* Where E M(theta + g) is finite for every theta, it is F up to a constant. *)
Lemma F_of_finite theta : (forall theta, has_mean P (fun w => M (plus theta (g w)))) ->
  E P (fun w => M (plus theta (g w))) = F theta + E P (fun w => M (g w)).
Proof.
move=> fin; have fin0 : has_mean P (fun w => M (g w)).
  have := fin (fun=> 0); congr (has_mean P _); apply/funext => w; congr M; apply/funext => i; exact: add0r.
rewrite /F -(E_add (has_mean_rise theta) fin0).
by congr (E P _); apply/funext => w; rewrite /rise subrK.
Qed.

(* The noise lies in a large cube with probability close to 1. *)
Definition cube (k : nat) : set T := [set w | forall i, `|g w i| <= k%:R].

Lemma measurable_cube k : measurable (cube k).
Proof.
have -> : cube k = \bigcap_(i in [set: 'I_d]) [set w | `|g w i| <= k%:R].
  by apply/seteqP; split => [w h i _|w h i]; exact: h.
apply: fin_bigcap_measurable; first exact: finite_finset.
move=> i _; have -> : [set w | `|g w i| <= k%:R] = setT `&` (fun w => `|g w i|) @^-1` `]-oo, k%:R]%classic.
  by apply/seteqP; split => w /=; rewrite in_itv /=; [by split|by case].
have mn : measurable_fun setT (fun w => `|g w i|).
  by apply: measurable_fun_comp (mg i); exact: measurable_fun_normr.
by apply: mn => //; exact: measurable_itv.
Qed.

Lemma cube_mass (eps : R) : 0 < eps -> exists k, ((1 - eps)%:E < P (cube k))%E.
Proof.
move=> eps0; apply: contrapT => none.
have all k : (P (cube k) <= (1 - eps)%:E)%E by rewrite leNgt; apply/negP => h; apply: none; exists k.
have ndc : nondecreasing_seq cube.
  move=> m n mn; apply/subsetPset => w h i; by rewrite (le_trans (h i)) // ler_nat.
have cover : \bigcup_n cube n = setT.
  rewrite -subTset => w _; have [c c0 h] := bounded_vector (g w).
  exists (Num.bound c) => // i; rewrite (le_trans (h i)) //.
  exact/ltW/archi_boundP.
have := nondecreasing_cvg_mu (mu := P) measurable_cube _ ndc; rewrite cover => /(_ measurableT) cvgP.
have : (lim (P \o cube) <= (1 - eps)%:E)%E.
  by apply: lime_le; [apply/cvg_ex; eexists; exact: cvgP|exact: nearW].
by rewrite (cvg_lim _ cvgP) // P1 lee_fin leNgt ltr_subl_addr ltr_addl eps0.
Qed.

Lemma F_coercive (eps : R) : 0 < eps -> exists2 C : R, 0 <= C & forall theta i (m : R),
  (forall j, m <= theta j) -> (1 - eps) * (theta i - m) + m - C <= F theta.
Proof.
move=> /cube_mass[k Pk]; pose C := k%:R + (k%:R + M (fun=> 0)).
have [[i0 _]|none] := pselect (exists i : 'I_d, True); last first.
  by exists 0 => // theta i; exfalso; apply: none; exists i.
have C0 : 0 <= C by rewrite !addr_ge0 ?ler0n // (M_ge (fun=> 0) i0).
exists C => // theta i m mtheta; have im : 0 <= theta i - m by rewrite subr_ge0.
pose low w := (theta i - m) * (\1_(cube k) w : R) + (m - C).
have mI : measurable_fun setT (\1_(cube k) : T -> R) by apply: measurable_fun_indic; exact: measurable_cube.
have iI : has_mean P (\1_(cube k) : T -> R).
  apply: (has_mean_bounded P1 (c := 1) mI) => w.
  by rewrite indicE normr_nat lern1 leq_b1.
have EI : 1 - eps <= E P (\1_(cube k)).
  have e : mean P (\1_(cube k)) = P (cube k).
    by rewrite /mean integral_indic ?setIT //; exact: measurable_cube.
  by rewrite -lee_fin -mean_E // e ltW.
have ilow : has_mean P low by apply: has_mean_add; [exact: has_mean_scale|exact: (has_mean_cst P1)].
apply: (@le_trans _ _ (E P low)).
  rewrite /low (E_add (has_mean_scale _ iI) (has_mean_cst P1 _)) (E_cst P1) (E_scale _ iI) -addrA ler_add2r mulrC.
  by rewrite ler_wpmul2l.
apply: (E_le ilow (has_mean_rise theta)) => w; rewrite /low /rise indicE.
have hm : m <= M (plus theta (g w)) - M (g w).
  rewrite -(ler_add2r (M (g w))) subrK addrC -M_shift; apply: M_le => j.
  by rewrite /plus addrC ler_add2r.
have [inside|outside] := boolP (w \in cube k); last first.
  by rewrite mulr0 add0r (le_trans _ hm) // ler_subl_addr ler_addl.
rewrite inE in inside; rewrite mulr1 addrA subrK.
have hi : theta i - k%:R <= M (plus theta (g w)).
  apply: le_trans (M_ge _ i); rewrite /plus ler_add2l.
  by have := inside i; rewrite ler_norml => /andP[].
have hg : M (g w) <= k%:R + M (fun=> 0).
  rewrite addrC -M_shift; apply: M_le => j; rewrite add0r.
  by have := inside j; rewrite ler_norml => /andP[].
have -> : theta i - C = theta i - k%:R - (k%:R + M (fun=> 0)) by rewrite /C; nsatz.
exact: ler_sub.
Qed.

End potential.

Lemma has_mean_lse_difference disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d) theta :
  probability_space P -> random_vector g -> has_mean P (fun w => log_sum_exp (plus theta (g w)) - log_sum_exp (g w)).
Proof.
move=> P1 mg; have [[i0 _]|none] := pselect (exists i : 'I_d, True).
  apply: (has_mean_rise P1 mg (@lse_le R d)) => [x c|X mX]; first exact: (lse_shift x c i0).
  exact: measurable_lse.
have -> : (fun w => log_sum_exp (plus theta (g w)) - log_sum_exp (g w)) = (fun _ => 0); last exact: has_mean_cst.
apply/funext => w; have -> : plus theta (g w) = g w by apply/funext => i; exfalso; apply: none; exists i.
exact: subrr.
Qed.
