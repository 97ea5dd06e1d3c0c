(* One-to-one exactly if no two distinct points are translates. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_claim_minimality_iff_no_two_translates.
From Perturb.library Require Import measure_perturb_softmax.

Theorem proved : measure_claim_minimality_iff_no_two_translates.
Proof.
by move=> R d disp T P g Theta P1 mg; exact: minimal_iff.
Qed.
