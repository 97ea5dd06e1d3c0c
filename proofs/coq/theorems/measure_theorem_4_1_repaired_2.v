(* Both directions: the map is a bijection from the lines of translates to the open simplex. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_4_1_repaired_2.
From Perturb.library Require Import measure_softmax_onto.

Theorem proved : measure_theorem_4_1_repaired_2.
Proof.
by move=> R n disp T P g Theta P1 mg; exact: complete_iff.
Qed.
