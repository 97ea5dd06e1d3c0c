(* F - <p, .> attains its minimum, where p is a subgradient; a translate of that point lies in Theta. F does not decrease in any coordinate,
   and F(theta + c 1) = F(theta) + c, so that subgradients have no negative coordinates and the sum 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_5_1_repaired_1.
From Perturb.library Require Import measure_expectation measure_potential measure_perturb_max.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem proved : measure_theorem_5_1_repaired_1.
Proof.
move=> R n disp T P g Theta P1 mg meets; split=> [theta|]; first exact: has_mean_max_rise.
split=> [p sp|theta p /(subgradientP P1 mg) sub].
  have [theta [_ sub]] := max_subgradient_exists P1 mg sp; have [tau [Ttau e]] := meets theta.
  exists tau; split=> //; apply/(subgradientP P1 mg).
  exact: (subgradient_translate P1 mg (proj2 sp) e sub).
split=> [i|].
  pose tau k := theta k - (k == i)%:R.
  have less : measure_potential.F P g (@greatest R n) tau <= measure_potential.F P g (@greatest R n) theta.
    apply: E_le => [||w]; try exact: has_mean_max_rise.
    rewrite ler_add2r; apply: greatest_le => k; rewrite /plus /tau ler_add2r ger_addl oppr_le0; exact: ler0n.
  have := le_trans (sub tau) less; rewrite ger_addl (bigD1 i) //= big1 => [|k ki].
    by rewrite addr0 /tau eqxx addrAC subrr add0r mulrN1 oppr_le0.
  by rewrite /tau (negbTE ki) subr0 subrr mulr0.
have shift (c : R) : c * (\sum_(i < n.+1) p i) <= c.
  have := sub (fun k => theta k + c); rewrite (max_shift P1 mg) ler_add2l.
  have -> // : \sum_(i < n.+1) p i * (theta i + c - theta i) = c * (\sum_(i < n.+1) p i).
  by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite addrAC subrr add0r mulrC.
have := shift 1; have := shift (-1); rewrite mul1r mulN1r ler_opp2 => low high.
by apply/le_anti; rewrite low high.
Qed.
