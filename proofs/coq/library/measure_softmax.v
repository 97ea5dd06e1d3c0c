(* Softmax and log-sum-exp at a fixed outcome of the noise, for every number of choices. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.analysis Require Import reals ereal topology normedtype derive sequences measure lebesgue_measure lebesgue_integral exp nsatz_realtype.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section pointwise.
Context (R : realType).
Implicit Types s : R.

Lemma expR_above_tangent s : s != 0 -> 1 + s < expR s.
Proof.
have cont (a b : R) : {within `[a, b]%classic, continuous (@expR R)} by apply/continuous_subspaceT => ?; exact: continuous_expR.
have tangent (a b : R) : a < b -> exists2 c, c \in `]a, b[%R & expR b - expR a = expR c * (b - a).
  by move=> ab; apply: MVT => //= x _; exact: is_derive_expR.
move=> s0; case: (ltgtP s 0) => [neg|pos|/eqP]; last by rewrite (negbTE s0).
- have [c] := tangent _ _ neg; rewrite in_itv /= expR0 sub0r => /andP[sc c0] e.
  have c1 : expR c < 1 by rewrite expR_lt1.
  have -> : expR s = 1 + expR c * s by nsatz.
  by rewrite ltr_add2l -{1}(mul1r s) ltr_nmul2r.
- have [c] := tangent _ _ pos; rewrite in_itv /= expR0 subr0 => /andP[c0 cs] e.
  have c1 : 1 < expR c by rewrite expR_gt1.
  have -> : expR s = 1 + expR c * s by nsatz.
  by rewrite ltr_add2l -{1}(mul1r s) ltr_pmul2r.
Qed.

Lemma expR_ge_tangent s : 1 + s <= expR s.
Proof. by have [->|s0] := eqVneq s 0; [rewrite expR0 addr0|exact/ltW/expR_above_tangent]. Qed.

Lemma expR_sub1_mul s : 0 <= (expR s - 1) * s.
Proof.
case: (ltgtP s 0) => [neg|pos|->]; last by rewrite mulr0.
- by rewrite mulr_le0 ?(ltW neg) // subr_le0 ltW // expR_lt1.
- by rewrite mulr_ge0 ?(ltW pos) // subr_ge0 ltW // expR_gt1.
Qed.

Lemma expR_sub1_mul_gt0 s : s != 0 -> 0 < (expR s - 1) * s.
Proof.
move=> s0; rewrite lt_neqAle expR_sub1_mul andbT eq_sym mulf_neq0 // subr_eq0.
by rewrite -expR0; apply: contra s0 => /eqP/expR_inj ->.
Qed.

Variable d : nat.
Implicit Types x y p : vector R d.

Definition Z x := \sum_(j < d) expR (x j).

Lemma Z_gt0 x (i : 'I_d) : 0 < Z x.
Proof.
rewrite /Z (bigD1 i) //= ltr_paddr ?expR_gt0 // sumr_ge0 // => j _; exact/ltW/expR_gt0.
Qed.

Lemma expR_lse x (i : 'I_d) : expR (log_sum_exp x) = Z x.
Proof. by rewrite /log_sum_exp lnK // posrE; exact: Z_gt0. Qed.

Lemma softmaxE x i : softmax x i = expR (x i - log_sum_exp x).
Proof. by rewrite expRB (expR_lse x i). Qed.

Lemma softmax_gt0 x i : 0 < softmax x i.
Proof. by rewrite softmaxE expR_gt0. Qed.

Lemma softmax_sum1 x (i : 'I_d) : \sum_(j < d) softmax x j = 1.
Proof. by rewrite -mulr_suml divff // gt_eqF //; exact: Z_gt0 x i. Qed.

Lemma softmax_le1 x i : softmax x i <= 1.
Proof.
rewrite -(softmax_sum1 x i) (bigD1 i) //= ler_addl sumr_ge0 // => j _; exact/ltW/softmax_gt0.
Qed.

Lemma softmax_norm x i : `|softmax x i| <= 1.
Proof. by rewrite ger0_norm ?softmax_le1 //; exact/ltW/softmax_gt0. Qed.

(* <softmax x - softmax y, x - y> > 0 unless x and y are translates. *)
Lemma softmax_strictly_monotone x y : ~ translates x y ->
  0 < \sum_(i < d) (softmax x i - softmax y i) * (x i - y i).
Proof.
move=> xy; pose c := log_sum_exp x - log_sum_exp y.
have [/existsP[i0 ne]|/existsPn all] := boolP [exists i, x i - y i - c != 0]; last first.
  exfalso; apply: xy; exists c => i; have := all i; rewrite negbK => /eqP/eqP.
  by rewrite subr_eq0 subr_eq addrC => /eqP.
have -> : \sum_(i < d) (softmax x i - softmax y i) * (x i - y i) =
          \sum_(i < d) softmax y i * ((expR (x i - y i - c) - 1) * (x i - y i - c)).
  transitivity (\sum_(i < d) (softmax x i - softmax y i) * (x i - y i - c)).
    under [RHS]eq_bigr do rewrite mulrBr.
    by rewrite sumrB -mulr_suml sumrB !(softmax_sum1 _ i0) subrr mul0r subr0.
  apply: eq_bigr => i _; rewrite mulrA; congr (_ * _); rewrite mulrBr mulr1; congr (_ - _).
  by rewrite !softmaxE -expRD; congr expR; rewrite /c; nsatz.
rewrite (bigD1 i0) //= ltr_paddr //.
  by rewrite sumr_ge0 // => i _; rewrite mulr_ge0 ?expR_sub1_mul //; exact/ltW/softmax_gt0.
by rewrite mulr_gt0 ?softmax_gt0 // expR_sub1_mul_gt0.
Qed.

Lemma expR_gap x y (i0 : 'I_d) (m : R) :
  \sum_(i < d) softmax x i * expR (y i - x i - m) = expR (log_sum_exp y - log_sum_exp x - m).
Proof.
have -> : log_sum_exp y - log_sum_exp x - m = log_sum_exp y + (- log_sum_exp x - m) by nsatz.
rewrite expRD (expR_lse y i0) mulr_suml.
by apply: eq_bigr => i _; rewrite softmaxE -!expRD; congr expR; nsatz.
Qed.

Lemma sum_tangent x y (i0 : 'I_d) : let m := \sum_(i < d) softmax x i * (y i - x i) in
  \sum_(i < d) softmax x i * (1 + (y i - x i - m)) = 1.
Proof.
move=> m; under eq_bigr do rewrite mulrDr mulr1 mulrBr.
by rewrite big_split sumrB -mulr_suml /= (softmax_sum1 x i0) mul1r subrr addr0.
Qed.

(* log-sum-exp lies above its tangents, strictly off the line of translates. *)
Lemma lse_ge_tangent x y : log_sum_exp x + \sum_(i < d) softmax x i * (y i - x i) <= log_sum_exp y.
Proof.
have [[i0 _]|none] := pselect (exists i : 'I_d, True); last first.
  have no (i : 'I_d) : False by apply: none; exists i.
  have -> : x = y by apply/funext => i; case: (no i).
  by rewrite big1 ?addr0 // => i; case: (no i).
rewrite -subr_ge0 opprD addrA -ler_expR expR0 -(expR_gap x y i0) -[leLHS](sum_tangent x y i0).
by apply: ler_sum => i _; rewrite ler_wpmul2l ?expR_ge_tangent //; exact/ltW/softmax_gt0.
Qed.

Lemma lse_above_tangent x y : ~ translates y x ->
  log_sum_exp x + \sum_(i < d) softmax x i * (y i - x i) < log_sum_exp y.
Proof.
move=> yx; pose m := \sum_(i < d) softmax x i * (y i - x i).
have [/existsP[i0 ne]|/existsPn all] := boolP [exists i, y i - x i - m != 0]; last first.
  exfalso; apply: yx; exists m => i; have := all i; rewrite negbK => /eqP/eqP.
  by rewrite subr_eq0 subr_eq addrC => /eqP.
rewrite -subr_gt0 opprD addrA -ltr_expR expR0 -(expR_gap x y i0) -[ltLHS](sum_tangent x y i0).
rewrite (bigD1 i0) //= [ltRHS](bigD1 i0) //=; apply: ltr_le_add.
  by rewrite ltr_pmul2l ?softmax_gt0 // expR_above_tangent.
by apply: ler_sum => i _; rewrite ler_wpmul2l ?expR_ge_tangent //; exact/ltW/softmax_gt0.
Qed.

(* A function above its tangents is convex. *)
Lemma lse_strictly_convex (lambda : R) x y : 0 < lambda < 1 -> ~ translates x y ->
  log_sum_exp (mix lambda x y) < lambda * log_sum_exp x + (1 - lambda) * log_sum_exp y.
Proof.
move=> /andP[l0 l1] xy; pose z := mix lambda x y.
have k0 : 0 < 1 - lambda by rewrite subr_gt0.
have xz : ~ translates x z.
  move=> [c e]; apply: xy; exists (c / (1 - lambda)) => i.
  have := e i; rewrite /z /mix => ei.
  apply: (mulfI (lt0r_neq0 k0)); rewrite mulrDr mulrCA divff ?lt0r_neq0 // mulr1.
  by rewrite mulrBl mul1r {1}ei; nsatz.
have yz : ~ translates y z.
  move=> [c e]; apply: xy; exists (- (c / lambda)) => i.
  have := e i; rewrite /z /mix => ei.
  apply: (mulfI (lt0r_neq0 l0)); rewrite mulrDr mulrN mulrCA divff ?lt0r_neq0 // mulr1.
  nsatz.
have hx := lse_above_tangent xz; have hy := lse_above_tangent yz.
rewrite -/z; set a := log_sum_exp z in hx hy *.
set u := \sum_(i < d) _ in hx; set v := \sum_(i < d) _ in hy.
have uv : lambda * u + (1 - lambda) * v = 0.
  rewrite /u /v !mulr_sumr -big_split /= big1 // => i _; rewrite /z /mix; nsatz.
have -> : a = lambda * (a + u) + (1 - lambda) * (a + v) by nsatz.
by apply: ltr_add; rewrite ltr_pmul2l.
Qed.

Lemma lse_le x y : (forall i, x i <= y i) -> log_sum_exp x <= log_sum_exp y.
Proof.
move=> xy; have [[i0 _]|none] := pselect (exists i : 'I_d, True); last first.
  have -> : x = y by apply/funext => i; exfalso; apply: none; exists i.
  by [].
rewrite -ler_expR !(expR_lse _ i0); apply: ler_sum => i _; by rewrite ler_expR.
Qed.

Lemma lse_shift x (c : R) (i0 : 'I_d) : log_sum_exp (fun i => x i + c) = log_sum_exp x + c.
Proof.
apply: expR_inj; rewrite expRD !(expR_lse _ i0) /Z mulr_suml.
by apply: eq_bigr => i _; rewrite expRD.
Qed.

Lemma lse_ge x i : x i <= log_sum_exp x.
Proof.
rewrite -ler_expR (expR_lse _ i) /Z (bigD1 i) //= ler_addl sumr_ge0 // => j _; exact/ltW/expR_gt0.
Qed.

Lemma softmax_shift x (c : R) i : softmax (fun j => x j + c) i = softmax x i.
Proof. by rewrite !softmaxE (lse_shift x c i); congr expR; nsatz. Qed.
End pointwise.

Section measurable.
Context disp (T : measurableType disp) (R : realType) (d : nat) (X : T -> vector R d).
Hypothesis mX : random_vector X.

Lemma measurable_expR (Y : T -> R) : measurable_fun setT Y -> measurable_fun setT (fun w => expR (Y w)).
Proof. by move=> mY; apply: measurable_fun_comp mY; apply: continuous_measurable_fun; exact: continuous_expR. Qed.

Lemma measurable_ln (Y : T -> R) : (forall w, 0 < Y w) -> measurable_fun setT Y -> measurable_fun setT (fun w => ln (Y w)).
Proof.
move=> Y0 mY _; apply: (measurability (RGenCInfty.measurableE R)) => //.
move=> _ [_ [x ->] <-].
have -> : [set: T] `&` (fun w => ln (Y w)) @^-1` `[x, +oo[%classic = [set: T] `&` Y @^-1` `[expR x, +oo[%classic.
  apply/seteqP; split => w [_ /=]; rewrite !in_itv /= !andbT => h; split => //=; rewrite ?in_itv /= ?andbT.
    by rewrite -ler_expR lnK ?posrE // in h.
  by rewrite -ler_expR lnK ?posrE.
by apply: mY => //; exact: measurable_itv.
Qed.

Lemma measurable_lse : measurable_fun setT (fun w => log_sum_exp (X w)).
Proof.
have [[i0 _]|none] := pselect (exists i : 'I_d, True); last first.
  have -> : (fun w => log_sum_exp (X w)) = (fun _ => ln 0).
    by apply/funext => w; rewrite /log_sum_exp big1 // => i; exfalso; apply: none; exists i.
  exact: measurable_fun_cst.
by apply: measurable_ln => [w|]; [exact: Z_gt0 i0|apply: measurable_sum => i; exact: measurable_expR].
Qed.

Lemma measurable_softmax i : measurable_fun setT (fun w => softmax (X w) i).
Proof.
have -> : (fun w => softmax (X w) i) = (fun w => expR (X w i - log_sum_exp (X w))) by apply/funext => w; exact: softmaxE.
by apply: measurable_expR; apply: measurable_funB => //; exact: measurable_lse.
Qed.
End measurable.

Lemma random_vector_plus disp (T : measurableType disp) (R : realType) d (g : T -> vector R d) (theta : vector R d) :
  random_vector g -> random_vector (fun w => plus theta (g w)).
Proof. by move=> mg i; apply: measurable_funD => //; exact: measurable_fun_cst. Qed.

Lemma plus_translates (R : realType) d (x y z : vector R d) : translates (plus x z) (plus y z) -> translates x y.
Proof. by move=> [c e]; exists c => i; have := e i; rewrite /plus => ei; nsatz. Qed.

Lemma plus_mix (R : realType) d (lambda : R) (x y z : vector R d) :
  plus (mix lambda x y) z = mix lambda (plus x z) (plus y z).
Proof. by apply/funext => i; rewrite /plus /mix; nsatz. Qed.
