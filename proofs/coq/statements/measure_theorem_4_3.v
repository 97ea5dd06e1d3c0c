(* Theorem 4.3 (Minimality of Perturb-Softmax), as printed.
   "Let Theta be a convex set of R^d and let gamma = (gamma_1, ..., gamma_d) be a vector of random variables. Theta is a minimal
   representation of the Perturb-Softmax probability models if there are no two parameter vectors theta <> tau in Theta that are affine
   translations of each other."
   Encoding: E is the Lebesgue integral over an arbitrary probability space; gamma is an arbitrary random vector: no density, no
   independence, no moments. Minimal (Section 3.1): theta and tau in Theta with E softmax(theta + gamma) = E softmax(tau + gamma) are equal.
   First conclusion: these expectations exist. Left out: nothing. Included: d = 0, d = 1 and the empty Theta. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_theorem_4_3 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d)
    (Theta : set (vector R d)),
  probability_space P -> random_vector g ->
  convex Theta -> no_two_translates Theta ->
  (forall theta i, has_mean P (fun w => softmax (plus theta (g w)) i)) /\
  minimal_perturb_softmax P g Theta.
