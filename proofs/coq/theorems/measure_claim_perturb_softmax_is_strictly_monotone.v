(* The integrand <softmax(x) - softmax(y), x - y> is positive off translates. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_claim_perturb_softmax_is_strictly_monotone.
From Perturb.library Require Import measure_expectation measure_perturb_softmax.

Theorem proved : measure_claim_perturb_softmax_is_strictly_monotone.
Proof.
move=> R d disp T P g P1 mg; split=> [theta i|theta tau]; first exact: has_mean_softmax.
exact: S_strictly_monotone.
Qed.
