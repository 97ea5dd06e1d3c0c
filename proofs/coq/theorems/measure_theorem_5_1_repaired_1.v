(* F - <p, .> attains its minimum, where p is a subgradient; a translate of that point lies in Theta. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_5_1_repaired_1.
From Perturb.library Require Import measure_perturb_max.

Theorem proved : measure_theorem_5_1_repaired_1.
Proof.
move=> R n disp T P g Theta P1 mg meets; split=> [theta|p sp]; first exact: has_mean_max_rise.
have [theta [_ sub]] := max_subgradient_exists P1 mg sp; have [tau [Ttau e]] := meets theta.
exists tau; split=> //; apply/(subgradientP P1 mg).
exact: (subgradient_translate P1 mg (proj2 sp) e sub).
Qed.
