(* The claim "perturb-softmax onto the open simplex" (ours).
   For every law of gamma and every p with positive coordinates of sum 1 there is a theta in R^d with sum_j theta_j = 0 and E softmax(theta
   + gamma) = p.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma; d.+1 stands for the number of
   choices, at least 1. Left out: nothing.
   That the expectations exist is part of measure_theorem_4_3. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_claim_perturb_softmax_onto_the_open_simplex : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1),
  probability_space P -> random_vector g ->
  forall p, open_simplex p ->
  exists theta : vector R d.+1, \sum_(i < d.+1) theta i = 0 /\ forall i, mean_softmax P g theta i = (p i)%:E.
