(* The claim "perturb-max is strictly convex" (Section 5, after Theorem 5.3), repaired: for laws of full support.
   Let every ball of R^d have positive probability under the law of gamma, let f(theta) = E max_i (theta_i + gamma_i) be finite (footnote 2)
   and let Theta have no two translates. Then f(lambda theta + (1 - lambda) tau) < lambda f(theta) + (1 - lambda) f(tau) for theta <> tau in
   Theta and 0 < lambda < 1.
   Encoding: Lebesgue expectations over an arbitrary probability space; d.+1 stands for the number of choices, at least 1. Left out:
   nothing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_claim_perturb_max_is_strictly_convex : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1)
    (Theta : set (vector R d.+1)),
  probability_space P -> random_vector g ->
  full_support P g -> no_two_translates Theta ->
  (forall theta, has_mean P (fun w => greatest (plus theta (g w)))) ->
  let f theta := mean P (fun w => greatest (plus theta (g w))) in
  forall theta tau lambda, Theta theta -> Theta tau -> theta <> tau -> 0 < lambda < 1 ->
  (f (mix lambda theta tau) < lambda%:E * f theta + (1 - lambda)%:E * f tau)%E.
