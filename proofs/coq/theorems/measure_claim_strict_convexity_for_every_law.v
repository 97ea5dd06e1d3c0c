(* The integrand is bounded, and strictly convex in theta at every outcome of the noise. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal measure nsatz_realtype.
From Perturb.statements Require Import measure_definitions measure_claim_strict_convexity_for_every_law.
From Perturb.library Require Import measure_expectation measure_softmax measure_potential.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem proved : measure_claim_strict_convexity_for_every_law.
Proof.
move=> R d disp T P g P1 mg F; pose h theta w := log_sum_exp (plus theta (g w)) - log_sum_exp (g w).
have ih theta : has_mean P (h theta) by exact: has_mean_lse_difference.
split=> // theta tau lambda ne l01; rewrite /F -/(h _) -/(h theta) -/(h tau) !mean_E // -!EFinM -EFinD lte_fin -!E_scale //.
rewrite -E_add; try exact: has_mean_scale.
apply: (E_lt P1) => // [|w]; first by apply: has_mean_add; exact: has_mean_scale.
have -> : lambda * h theta w + (1 - lambda) * h tau w =
  lambda * log_sum_exp (plus theta (g w)) + (1 - lambda) * log_sum_exp (plus tau (g w)) - log_sum_exp (g w) by rewrite /h; nsatz.
by rewrite /h plus_mix ltr_add2r; apply: lse_strictly_convex => // /plus_translates.
Qed.
