(* Without ties the probabilities of the choices are continuous at theta; they are subgradients, so the difference quotient lies between them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure nsatz_realtype.
From Perturb.statements Require Import measure_definitions measure_lemma_5_2.
From Perturb.library Require Import measure_expectation measure_potential measure_perturb_max measure_max_gradient.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem proved : measure_lemma_5_2.
Proof.
move=> R n disp T P g P1 mg fin theta noT.
have noT' : no_ties P g theta by exact: noT.
pose K := E P (fun w => greatest (g w)); pose F := measure_potential.F P g (@greatest R n).
have f tau : mean_max P g tau = (F tau + K)%:E by rewrite /mean_max mean_E // (F_of_max P1 mg).
have q i : top_probability P g theta i = (top_mean P g theta i)%:E by exact: top_meanE.
have subP p : subgradient (mean_max P g) theta p <-> forall y, F theta + \sum_(i < n.+1) p i * (y i - theta i) <= F y.
  by split=> sub y; have := sub y; rewrite !f -EFinD lee_fin addrAC ler_add2r.
split=> [p|].
  rewrite subP; split=> [sub i|pq y].
    by rewrite q (subgradient_top P1 mg noT' sub).
  have -> : p = top_mean P g theta by apply/funext => i; have := pq i; rewrite q => -[].
  exact: top_subgradient.
split=> [v|] eps eps0; last first.
  have [r [r0 near]] := differential_near P1 mg noT' eps0; exists r; split=> // tau /near/andP[low high].
  rewrite !f /=; have -> : inner (fun i => fine (top_probability P g theta i)) (fun i => tau i - theta i) =
      \sum_(i < n.+1) top_mean P g theta i * (tau i - theta i) by apply: eq_bigr => i _; rewrite q.
  have -> : F tau + K - (F theta + K) = F tau - F theta by nsatz.
  by rewrite ger0_norm.
have [t0 [t00 near]] := gradient_near P1 mg v noT' eps0; exists t0; split=> // t tt.
have /andP[low high] := near t tt; rewrite !f /= ger0_norm.
  have -> : F (plus theta (fun i => t * v i)) + K - (F theta + K) = F (plus theta (fun i => t * v i)) - F theta by nsatz.
  by under eq_bigr do rewrite q.
have -> : F (plus theta (fun i => t * v i)) + K - (F theta + K) = F (plus theta (fun i => t * v i)) - F theta by nsatz.
by under eq_bigr do rewrite q.
Qed.
