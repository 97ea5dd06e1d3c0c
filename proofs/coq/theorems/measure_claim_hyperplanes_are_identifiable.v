(* Each hyperplane meets every line of translates once. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_claim_hyperplanes_are_identifiable.
From Perturb.library Require Import measure_perturb_softmax measure_softmax_onto.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem proved : measure_claim_hyperplanes_are_identifiable.
Proof.
move=> R n disp T P g P1 mg sum_zero first_zero.
have sum_shift (x : vector R n.+1) (c : R) : \sum_(i < n.+1) (x i + c) = \sum_(i < n.+1) x i + c * n.+1%:R.
  by rewrite big_split /= sumr_const card_ord -[c *+ _]mulr_natr.
have n0 : n.+1%:R != 0 :> R by rewrite pnatr_eq0.
have same (theta tau : vector R n.+1) (c : R) : (forall i, theta i = tau i + c) -> c = 0 -> theta = tau.
  by move=> e c0; apply/funext => i; rewrite e c0 addr0.
split; last split; last split.
- apply/(complete_iff P1 mg) => theta; pose c := (\sum_(i < n.+1) theta i) / n.+1%:R.
  exists (fun i => theta i - c); split; last by exists c => i; rewrite subrK.
  by rewrite /sum_zero sum_shift mulNr divfK // subrr.
- apply/(complete_iff P1 mg) => theta; exists (fun i => theta i - theta ord0); split; first exact: subrr.
  by exists (theta ord0) => i; rewrite subrK.
- apply/(minimal_iff P1 mg) => theta tau theta0 tau0 ne [c e]; apply: ne; apply: (same _ _ c e).
  have : \sum_(i < n.+1) theta i = \sum_(i < n.+1) tau i + c * n.+1%:R by rewrite -sum_shift; apply: eq_bigr => i _; exact: e.
  by rewrite theta0 tau0 add0r => /esym/eqP; rewrite mulf_eq0 (negbTE n0) orbF => /eqP.
- apply/(minimal_iff P1 mg) => theta tau theta0 tau0 ne [c e]; apply: ne; apply: (same _ _ c e).
  by have := e ord0; rewrite theta0 tau0 add0r.
Qed.
