(* Lemma 4.2: log-sum-exp is strictly convex off translations at every outcome of the noise; expectations keep strict inequalities. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_lemma_4_2.
From Perturb.library Require Import measure_expectation measure_softmax.
Local Open Scope ring_scope.

Theorem proved : measure_lemma_4_2.
Proof.
move=> R d disp T P g Theta P1 mg fin _ noT f theta tau lambda Ttheta Ttau ne l01.
rewrite /f !mean_E // -!EFinM -EFinD lte_fin -!E_scale // -E_add; try exact: has_mean_scale.
apply: (E_lt P1) => // [|w]; first by apply: has_mean_add; exact: has_mean_scale.
by rewrite plus_mix; apply: lse_strictly_convex => // /plus_translates; exact: noT.
Qed.
