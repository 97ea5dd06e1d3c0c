(* The claim "minimality iff no two translates", the sharp form of Theorem 4.3 (ours).
   For every law and every Theta, convex or not: theta |-> E softmax(theta + gamma) is one-to-one on Theta if and only if no two distinct
   points of Theta differ by a multiple of the vector of ones.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma, every d (0 included). Left out:
   nothing.
   That the expectations exist is part of measure_theorem_4_3. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_claim_minimality_iff_no_two_translates : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d)
    (Theta : set (vector R d)),
  probability_space P -> random_vector g ->
  minimal_perturb_softmax P g Theta <-> no_two_translates Theta.
