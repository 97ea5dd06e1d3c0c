(* F is strictly convex off translations, so two points that share a subgradient are translates. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_5_3_repaired_1.
From Perturb.library Require Import measure_perturb_max measure_full_support.

Theorem proved : measure_theorem_5_3_repaired_1.
Proof.
move=> R n disp T P g Theta P1 mg _ noT; split=> [theta|]; first exact: has_mean_max_rise.
split=> [indep dens|full theta tau p Ttheta Ttau /(subgradientP P1 mg) st /(subgradientP P1 mg) su].
  exact: independent_full_support.
apply: contrapT => ne; apply: (noT _ _ Ttheta Ttau ne); exact: (max_subgradients_disjoint P1 mg full st su).
Qed.
