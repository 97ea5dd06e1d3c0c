(* Theorem 5.1 (Completeness of Perturb-Argmax), the repair.
   Let every vector of R^d be a translate of some member of Theta. Then, for every law, every p with positive coordinates of sum 1 is a
   subgradient at some theta in Theta of F(theta) = E [max_i (theta_i + gamma_i) - max_i gamma_i]; and every subgradient lies in Delta.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma; d.+1 stands for the number of
   choices, at least 1. First conclusion: F exists and is finite for every law. Left out: nothing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_theorem_5_1_repaired_1 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1)
    (Theta : set (vector R d.+1)),
  probability_space P -> random_vector g ->
  meets_every_translation_line Theta ->
  (forall theta, has_mean P (fun w => greatest (plus theta (g w)) - greatest (g w))) /\
  (forall p, open_simplex p -> exists theta, Theta theta /\ subgradient (mean_rise P g) theta p) /\
  (forall theta p, subgradient (mean_rise P g) theta p -> (forall i, 0 <= p i) /\ \sum_(i < d.+1) p i = 1).
