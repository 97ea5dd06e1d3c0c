(* At the outcomes of an open set of noise two different choices lead at theta and at tau. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure nsatz_realtype.
From Perturb.statements Require Import measure_definitions measure_claim_perturb_max_is_strictly_convex.
From Perturb.library Require Import measure_expectation measure_potential measure_perturb_max.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem proved : measure_claim_perturb_max_is_strictly_convex.
Proof.
move=> R n disp T P g Theta P1 mg full noT fin f theta tau lambda Ttheta Ttau ne l01.
rewrite /f !mean_E // -!EFinM -EFinD lte_fin !(F_of_max P1 mg) //.
have := max_strictly_convex P1 mg full (noT _ _ Ttheta Ttau ne) l01.
set a := E P _; set b := F _ _ _ _; set c := F _ _ _ _; set e := F _ _ _ _ => lt.
have -> : lambda * (c + a) + (1 - lambda) * (e + a) = lambda * c + (1 - lambda) * e + a by nsatz.
by rewrite ltr_add2r.
Qed.
