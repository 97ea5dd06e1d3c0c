(* The minimum of E [lse(theta + g) - lse(g)] - <p, theta> over the hyperplane of sum 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_claim_perturb_softmax_onto_the_open_simplex.
From Perturb.library Require Import measure_perturb_softmax measure_softmax_onto.

Theorem proved : measure_claim_perturb_softmax_onto_the_open_simplex.
Proof.
move=> R n disp T P g P1 mg p /(S_onto P1 mg)[theta [theta0 e]].
by exists theta; split=> //; apply/(reaches P1 mg).
Qed.
