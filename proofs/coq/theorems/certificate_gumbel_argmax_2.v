(** Perturb-Argmax with independent standard Gumbel noise, theta = (3/10, -1/5): the probability of choice 1 is 0.622459331 up to 10^-8. Of this the
    tails take at most 10^-9. *)

From Coq Require Import Reals List Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import gumbel_law certificate_gumbel_argmax_2.
From Perturb.library Require Import digits gumbel.
Import ListNotations.
Open Scope R_scope.

Theorem proved : certificate_gumbel_argmax_2.
Proof.
  destruct (gumbel_argmax_enclosed (3 / 10) [-1 / 5] (-113 / 40) (109 / 5) (622459331 / 10 ^ 9) (9 / 10 ^ 9) (1 / 10 ^ 9)) as [p [P E]].
  - cbn [weight fold_right]; integral with (i_prec 39).
  - unfold gumbel_cdf; interval with (i_prec 39).
  - exists p; split; [exact P|lra].
Qed.
