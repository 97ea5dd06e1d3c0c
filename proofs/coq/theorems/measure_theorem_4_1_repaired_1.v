(* Every p is reached on R^d, by the minimum of a coercive convex function; a translate of that point lies in Theta. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_4_1_repaired_1.
From Perturb.library Require Import measure_perturb_softmax measure_softmax_onto.

Theorem proved : measure_theorem_4_1_repaired_1.
Proof.
move=> R n disp T P g Theta P1 mg meets; split; first exact/(complete_iff P1 mg).
move=> theta _; split=> [i|]; first exact: has_mean_softmax.
by exists (S P g theta); split; [exact: (open_simplex_S P1 mg theta ord0)|apply/(reaches P1 mg)].
Qed.
