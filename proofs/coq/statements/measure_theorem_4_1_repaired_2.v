(* Theorem 4.1 (Completeness of Perturb-Softmax), second repair, the sharp form.
   For every law and every Theta, convex or not: Theta is complete, that is, every p with positive coordinates of sum 1 is E softmax(theta +
   gamma) for some theta in Theta, if and only if every vector of R^d is a translate of some member of Theta (Theta + R 1 = R^d).
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma; d.+1 stands for the number of
   choices, at least 1. Left out: nothing.
   That the expectations exist is part of measure_theorem_4_3. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_theorem_4_1_repaired_2 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1)
    (Theta : set (vector R d.+1)),
  probability_space P -> random_vector g ->
  complete_perturb_softmax P g Theta <-> meets_every_translation_line Theta.
