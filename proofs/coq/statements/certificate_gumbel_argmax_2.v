(** Claim digits of gumbel-argmax-2; this file and its proof are written from the row.
    Perturb-Argmax with independent standard Gumbel noise, theta = (3/10, -1/5): the probability of choice 1 is 0.622459331 up to 10^-8.
    Left out: that the integral is this probability, by Fubini's theorem for independent coordinates. *)

From Coq Require Import Reals List.
From Perturb.statements Require Import gumbel_law.
Import ListNotations.
Open Scope R_scope.

Definition certificate_gumbel_argmax_2 : Prop :=
  exists p : R, gumbel_argmax_probability (3 / 10) [-1 / 5] p /\ Rabs (p - 622459331 / 10 ^ 9) <= 1 / 10 ^ 8.
