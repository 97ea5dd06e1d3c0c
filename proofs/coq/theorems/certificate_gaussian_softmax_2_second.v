(** Perturb-Softmax with independent standard normal noise, theta = (2, -1/2): the probability of choice 2 is 0.131636242 up to 10^-8. Of this the
    tails take at most 10^-9. *)

From Coq Require Import Reals List Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import gaussian_law certificate_gaussian_softmax_2_second.
From Perturb.library Require Import digits gaussian.
Open Scope R_scope.

Theorem proved : certificate_gaussian_softmax_2_second.
Proof.
  destruct (gaussian_softmax_enclosed ((-1 / 2) - 2) (35 / 4) (131636242 / 10 ^ 9) (9 / 10 ^ 9) (1 / 10 ^ 9)) as [p [P E]].
  - lra.
  - unfold normal_difference; integral with (i_prec 39).
  - unfold normal_difference; interval with (i_prec 39).
  - exists p; split; [exact P|lra].
Qed.
