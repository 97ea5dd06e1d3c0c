(* The claim "hyperplanes are identifiable for Perturb-Softmax" (the sentence after Theorem 4.3).
   "Theta that is both complete is minimal can be {theta : sum_j theta_j = 0} or {theta : theta_1 = 0}." Complete: every p with positive
   coordinates of sum 1 is reached; minimal: one-to-one.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma; d.+1 stands for the number of
   choices, at least 1, and ord0 is the first index. Left out: nothing.
   That the expectations exist is part of measure_theorem_4_3. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_claim_hyperplanes_are_identifiable : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1),
  probability_space P -> random_vector g ->
  let sum_zero : set (vector R d.+1) := fun theta => \sum_(i < d.+1) theta i = 0 in
  let first_zero : set (vector R d.+1) := fun theta => theta ord0 = 0 in
  complete_perturb_softmax P g sum_zero /\ complete_perturb_softmax P g first_zero /\
  minimal_perturb_softmax P g sum_zero /\ minimal_perturb_softmax P g first_zero.
