(* Lemma 4.2 (Strict convexity), as printed, for an arbitrary law.
   "Let Theta be a convex set of R^d, gamma a vector of random variables, f(theta) = E log sum_i exp(theta_i + gamma_i). If Theta has no two
   vectors that are affine translations of each other then f is strictly convex over Theta: f(lambda theta + (1 - lambda) tau) < lambda
   f(theta) + (1 - lambda) f(tau) for theta <> tau in Theta and 0 < lambda < 1."
   Encoding: E is the Lebesgue integral over an arbitrary probability space. Footnote 2 is a hypothesis: f is finite, that is, log sum_i
   exp(theta_i + gamma_i) has an expectation for every theta. The inequality is one between extended real numbers; by that hypothesis all
   three are real. Left out: nothing. Included: d = 0, d = 1, where any two points are translates, and the empty Theta. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_lemma_4_2 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d)
    (Theta : set (vector R d)),
  probability_space P -> random_vector g ->
  (forall theta, has_mean P (fun w => log_sum_exp (plus theta (g w)))) ->
  convex Theta -> no_two_translates Theta ->
  let f theta := mean P (fun w => log_sum_exp (plus theta (g w))) in
  forall theta tau lambda, Theta theta -> Theta tau -> theta <> tau -> 0 < lambda < 1 ->
  (f (mix lambda theta tau) < lambda%:E * f theta + (1 - lambda)%:E * f tau)%E.
