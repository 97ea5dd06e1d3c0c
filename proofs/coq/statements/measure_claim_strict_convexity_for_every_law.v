(* The claim "strict convexity for every law" (ours): F(theta) = E [log sum_i exp(theta_i + gamma_i) - log sum_i exp(gamma_i)] is finite for
   every law of gamma, and F(lambda theta + (1 - lambda) tau) < lambda F(theta) + (1 - lambda) F(tau) if theta and tau are no translates and
   0 < lambda < 1. No moment condition.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma, every d (0 included). Left out:
   nothing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_claim_strict_convexity_for_every_law : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d),
  probability_space P -> random_vector g ->
  let F theta := mean P (fun w => log_sum_exp (plus theta (g w)) - log_sum_exp (g w)) in
  (forall theta, has_mean P (fun w => log_sum_exp (plus theta (g w)) - log_sum_exp (g w))) /\
  (forall theta tau lambda, ~ translates theta tau -> 0 < lambda < 1 ->
    (F (mix lambda theta tau) < lambda%:E * F theta + (1 - lambda)%:E * F tau)%E).
