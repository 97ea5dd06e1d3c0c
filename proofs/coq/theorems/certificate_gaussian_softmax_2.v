(** Perturb-Softmax with independent standard normal noise, theta = (3/10, -1/5): the probability of choice 1 is 0.589952709 up to 10^-8. Of this
    the tails take at most 10^-9. *)

From Coq Require Import Reals List Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import gaussian_law certificate_gaussian_softmax_2.
From Perturb.library Require Import digits gaussian.
Open Scope R_scope.

Theorem proved : certificate_gaussian_softmax_2.
Proof.
  destruct (gaussian_softmax_enclosed ((3 / 10) - (-1 / 5)) (35 / 4) (589952709 / 10 ^ 9) (9 / 10 ^ 9) (1 / 10 ^ 9)) as [p [P E]].
  - lra.
  - unfold normal_difference; integral with (i_prec 39).
  - unfold normal_difference; interval with (i_prec 39).
  - exists p; split; [exact P|lra].
Qed.
