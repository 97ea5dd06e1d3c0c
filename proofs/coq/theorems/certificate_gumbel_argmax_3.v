(** Perturb-Argmax with independent standard Gumbel noise, theta = (3/10, -1/5, 1/2): the probability of choice 2 is 0.214478409 up to 10^-8. Of
    this the tails take at most 10^-9. *)

From Coq Require Import Reals List Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import gumbel_law certificate_gumbel_argmax_3.
From Perturb.library Require Import digits gumbel.
Import ListNotations.
Open Scope R_scope.

Theorem proved : certificate_gumbel_argmax_3.
Proof.
  destruct (gumbel_argmax_enclosed (-1 / 5) [3 / 10; 1 / 2] (-133 / 40) (213 / 10) (214478409 / 10 ^ 9) (9 / 10 ^ 9) (1 / 10 ^ 9)) as [p [P E]].
  - cbn [weight fold_right]; integral with (i_prec 39).
  - unfold gumbel_cdf; interval with (i_prec 39).
  - exists p; split; [exact P|lra].
Qed.
