(* As for the first repair; and two translates share their subgradients, of which there are some. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions measure_theorem_5_3_repaired_2.
From Perturb.library Require Import measure_perturb_max.

Theorem proved : measure_theorem_5_3_repaired_2.
Proof.
move=> R n disp T P g Theta P1 mg full; split=> [theta|]; first exact: has_mean_max_rise.
split=> [one theta tau Ttheta Ttau ne tr|noT theta tau p Ttheta Ttau /(subgradientP P1 mg) st /(subgradientP P1 mg) su].
  have [p [sp sub]] := max_subgradient_at P1 mg theta.
  apply: ne; apply: (one _ _ p Ttheta Ttau); apply/(subgradientP P1 mg) => //.
  exact: (subgradient_translate P1 mg sp tr sub).
by apply: contrapT => ne; apply: (noT _ _ Ttheta Ttau ne); exact: (max_subgradients_disjoint P1 mg full st su).
Qed.
