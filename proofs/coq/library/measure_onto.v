(* Every p of the open simplex is a subgradient of F somewhere: F - <p, .> attains its minimum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions cardinality.
From mathcomp.analysis Require Import reals ereal signed topology normedtype sequences measure lebesgue_measure lebesgue_integral nsatz_realtype.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation measure_softmax measure_potential.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Lemma compact_minimum (R : realType) (U : topologicalType) (f : U -> R) (A : set U) : A !=set0 -> compact A -> continuous f ->
  exists2 c, A c & forall t, A t -> f c <= f t.
Proof.
move=> [a Aa] cA cf.
have cfA : compact ((fun t => - f t) @` A).
  by apply: continuous_compact cA; apply: continuous_subspaceT => x; apply: continuousN; exact: cf.
have closedfA := compact_closed (@Rhausdorff R) cfA.
have [N [_ bounded]] := compact_bounded cfA.
have ub : has_ubound ((fun t => - f t) @` A).
  exists (N + 1) => y Ay; apply: (le_trans (ler_norm y)); apply: (bounded (N + 1)) => //.
  by rewrite ltr_addl.
have [] := closedfA _ (closure_sup _ ub); first by exists (- f a); exists a.
move=> c Ac e; exists c => // t At; rewrite -ler_opp2 e.
by apply: sup_ub => //; exists t.
Qed.

(* A function on R^d, translation-equivariant, Lipschitz and coercive off translations. *)
Section minimum.
Context (R : realType) (n : nat).
Notation V := (vector R n.+1).
Variable F : V -> R.
Hypothesis F_lipschitz : forall (x y : V) (c : R), (forall i, `|x i - y i| <= c) -> `|F x - F y| <= c.
Hypothesis F_shift : forall (x : V) (c : R), F (fun i => x i + c) = F x + c.
Hypothesis F_0 : F (fun=> 0) = 0.
Hypothesis F_coercive : forall eps : R, 0 < eps -> exists2 C : R, 0 <= C & forall (x : V) i (m : R),
  (forall j, m <= x j) -> (1 - eps) * (x i - m) + m - C <= F x.
Variable p : V.
Hypothesis p_simplex : open_simplex p.

Definition gap (x : V) : R := F x - inner p x.

Lemma inner_shift (x : V) (c : R) : inner p (fun i => x i + c) = inner p x + c.
Proof.
rewrite /inner; under eq_bigr do rewrite mulrDr.
by rewrite big_split /= -mulr_suml (proj2 p_simplex) mul1r.
Qed.

Lemma gap_shift (x : V) (c : R) : gap (fun i => x i + c) = gap x.
Proof. by rewrite /gap F_shift inner_shift; nsatz. Qed.

Lemma p_le1 i : p i <= 1.
Proof.
have [p0 p1] := p_simplex.
by rewrite -p1 (bigD1 i) //= ler_addl sumr_ge0 // => j _; exact: ltW.
Qed.

Lemma gap_lipschitz (x y : V) (c : R) : (forall i, `|x i - y i| <= c) -> `|gap x - gap y| <= c + c.
Proof.
move=> h; have -> : gap x - gap y = (F x - F y) + (inner p y - inner p x) by rewrite /gap; nsatz.
apply: (le_trans (ler_norm_add _ _)); apply: ler_add; first exact: F_lipschitz.
rewrite /inner -sumrB; apply: (le_trans (ler_norm_sum _ _ _)).
have [p0 p1] := p_simplex; rewrite -[leRHS]mul1r -p1 mulr_suml; apply: ler_sum => i _.
by rewrite -mulrBr normrM ger0_norm ?(ltW (p0 i)) // ler_wpmul2l ?(ltW (p0 i)) // distrC.
Qed.

Definition row (v : 'rV[R]_n.+1) : V := fun i => v ord0 i.

Lemma gap_row_continuous : continuous (fun v : 'rV[R]_n.+1 => gap (row v)).
Proof.
move=> v; apply/(@cvgrPdist_lt _ _ _ (nbhs v) (nbhs_filter v)) => e e0.
have e4 : 0 < e / 2 / 2 by rewrite !divr_gt0.
near=> u.
have near_u i : `|row v i - row u i| <= e / 2 / 2.
  have vu : ball v (e / 2 / 2) u by near: u; exact: (near_ball v (PosNum e4)).
  exact/ltW/(vu ord0 i).
apply: (le_lt_trans (gap_lipschitz near_u)); rewrite -splitr.
by rewrite ltr_pdivr_mulr // mulr_natr mulr2n ltr_addl.
Unshelve. all: by end_near.
Qed.

(* The least coordinate is 0 after a translation. *)
Lemma lower_to_zero (x : V) : exists (c : R), (forall i, 0 <= x i + c) /\ exists i, x i + c = 0.
Proof.
have [k _ kmin] := arg_minP (i0 := ord0) (P := predT) x isT.
exists (- x k); split=> [i|]; last by exists k; rewrite subrr.
by rewrite subr_ge0; exact: kmin.
Qed.

Lemma gap_large : exists2 B : R, 0 <= B & forall x : V, (forall i, 0 <= x i) -> (exists i, x i = 0) -> (exists i, B < x i) -> 0 <= gap x.
Proof.
have [p0 p1] := p_simplex.
have [l _ lmin] := arg_minP (i0 := ord0) (P := predT) p isT.
set q := p l in lmin; have q0 : 0 < q by exact: p0.
have q20 : 0 < q / 2 by rewrite divr_gt0.
have [C C0 hC] := F_coercive q20.
exists (C / (q / 2)) => [|x x0 [k xk] [i0 Bx]]; first by rewrite divr_ge0 // ltW.
have [m _ mmax] := arg_maxP (i0 := ord0) (P := predT) x isT.
have hF := hC x m 0 x0; rewrite subr0 addr0 in hF.
have hp : inner p x <= (1 - q) * x m.
  have -> : (1 - q) * x m = x m - q * x m by nsatz.
  rewrite ler_subr_addr; apply: (@le_trans _ _ (inner p x + p k * x m)).
    by rewrite ler_add2l ler_wpmul2r //; exact: lmin.
  rewrite -[leRHS]mul1r -p1 mulr_suml /inner (bigD1 k) //= [leRHS](bigD1 k) //= xk mulr0 add0r addrC ler_add2l.
  by apply: ler_sum => i _; rewrite ler_wpmul2l ?(ltW (p0 i)) //; exact: mmax.
have xm : C <= q / 2 * x m.
  rewrite mulrC -ler_pdivr_mulr //; apply: (le_trans (ltW Bx)); exact: mmax.
rewrite /gap subr_ge0; apply: (le_trans hp); apply: le_trans hF.
rewrite -subr_ge0; have -> : (1 - q / 2) * x m - C - (1 - q) * x m = q / 2 * x m - C + (q - q / 2 - q / 2) * x m by nsatz.
have -> : q - q / 2 - q / 2 = 0 by rewrite -addrA -opprD -splitr subrr.
by rewrite mul0r addr0 subr_ge0.
Qed.

Theorem gap_minimum : exists x : V, \sum_(i < n.+1) x i = 0 /\ forall y, gap x <= gap y.
Proof.
have [B B0 large] := gap_large.
pose A : set 'rV[R]_n.+1 := [set v | forall i, `[0, B]%classic (v ord0 i)].
have cA : compact A by apply: (@rV_compact _ _ (fun=> `[0, B]%classic)) => i; exact: segment_compact.
have A0 : A (\row_i 0) by move=> i /=; rewrite mxE in_itv /= lexx.
have [v Av vmin] := compact_minimum (ex_intro _ _ A0) cA gap_row_continuous.
have v0 : gap (row v) <= 0.
  have := vmin _ A0; have -> : row (\row_i 0) = (fun=> 0) by apply/funext => i; rewrite /row mxE.
  by rewrite {2}/gap F_0 /inner; rewrite big1 ?subr0 // => i _; rewrite mulr0.
pose c := - ((\sum_(i < n.+1) row v i) / n.+1%:R).
exists (fun i => row v i + c); split=> [|y].
  rewrite big_split /= sumr_const card_ord -[c *+ _]mulr_natr /c mulNr divfK ?subrr // pnatr_eq0.
rewrite gap_shift; have [b [yb0 [k yk]]] := lower_to_zero y.
rewrite -(gap_shift y b); have [/existsP[i Bi]|/existsPn small] := boolP [exists i, B < y i + b].
  apply: (le_trans v0); apply: large => //; by [exists k|exists i].
have := vmin (\row_i (y i + b)); rewrite (_ : row (\row_i _) = (fun i => y i + b)); last first.
  by apply/funext => i; rewrite /row mxE.
by apply => i /=; rewrite mxE in_itv /= yb0 /= leNgt; exact: small.
Qed.

(* p is a subgradient of F at a point of the hyperplane of sum 0. *)
Corollary subgradient_exists : exists x : V, \sum_(i < n.+1) x i = 0 /\
  forall y, F x + \sum_(i < n.+1) p i * (y i - x i) <= F y.
Proof.
have [x [x0 xmin]] := gap_minimum; exists x; split=> // y.
have := xmin y; rewrite /gap ler_subr_addr addrAC ler_subl_addr => h.
under eq_bigr do rewrite mulrBr; rewrite sumrB -/(inner p y) -/(inner p x).
by rewrite addrA ler_subl_addr.
Qed.
End minimum.
