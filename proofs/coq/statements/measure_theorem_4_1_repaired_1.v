(* Theorem 4.1 (Completeness of Perturb-Softmax), first repair.
   Let every vector of R^d be a translate of some member of Theta (Theta + R 1 = R^d). Then, for every law, every p with positive
   coordinates of sum 1 is E softmax(theta + gamma) for some theta in Theta, and every E softmax(theta + gamma) is a probability vector.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma; d.+1 stands for the number of
   choices, at least 1. The second part is proved with positive coordinates, so the image of Theta is ri Delta. No convexity and no moment
   condition. Left out: nothing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_theorem_4_1_repaired_1 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1)
    (Theta : set (vector R d.+1)),
  probability_space P -> random_vector g ->
  meets_every_translation_line Theta ->
  complete_perturb_softmax P g Theta /\
  (forall theta, Theta theta -> (forall i, has_mean P (fun w => softmax (plus theta (g w)) i)) /\
    exists p, open_simplex p /\ forall i, mean_softmax P g theta i = (p i)%:E).
