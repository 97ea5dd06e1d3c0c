(** Claim digits of gumbel-argmax-3; this file and its proof are written from the row.
    Perturb-Argmax with independent standard Gumbel noise, theta = (3/10, -1/5, 1/2): the probability of choice 2 is 0.214478409 up to 10^-8.
    Left out: that the integral is this probability, by Fubini's theorem for independent coordinates. *)

From Coq Require Import Reals List.
From Perturb.statements Require Import gumbel_law.
Import ListNotations.
Open Scope R_scope.

Definition certificate_gumbel_argmax_3 : Prop :=
  exists p : R, gumbel_argmax_probability (-1 / 5) [3 / 10; 1 / 2] p /\ Rabs (p - 214478409 / 10 ^ 9) <= 1 / 10 ^ 8.
