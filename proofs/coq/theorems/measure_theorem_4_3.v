(* Theorem 4.3: equal expectations would make E <softmax(theta + g) - softmax(tau + g), theta - tau> zero; the integrand is positive off
   translates. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_4_3.
From Perturb.library Require Import measure_perturb_softmax.

Theorem proved : measure_theorem_4_3.
Proof.
move=> R d disp T P g Theta P1 mg _ noT; split; first exact: has_mean_softmax.
exact/(minimal_iff P1 mg).
Qed.
