(* Theorem 5.3 (Minimality of Perturb-Argmax), first repair.
   Let every ball of R^d have positive probability under the law of gamma (as it has if the coordinates are independent with positive
   densities), and let the convex set Theta have no two translates. Then no p is a subgradient of F(theta) = E [max_i (theta_i + gamma_i) -
   max_i gamma_i] at two points of Theta.
   Encoding: Lebesgue expectations over an arbitrary probability space; d.+1 stands for the number of choices, at least 1. First conclusion:
   F exists and is finite for every law. Second: the remark in brackets. Left out: nothing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_theorem_5_3_repaired_1 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1)
    (Theta : set (vector R d.+1)),
  probability_space P -> random_vector g ->
  convex Theta -> no_two_translates Theta ->
  (forall theta, has_mean P (fun w => greatest (plus theta (g w)) - greatest (g w))) /\
  (independent_coordinates P g -> (forall i, has_positive_density P (fun w => g w i)) -> full_support P g) /\
  (full_support P g -> forall theta tau p, Theta theta -> Theta tau ->
    subgradient (mean_rise P g) theta p -> subgradient (mean_rise P g) tau p -> theta = tau).
