(** Claim digits of gaussian-argmax-2; this file and its proof are written from the row.
    Perturb-Argmax with independent standard normal noise, theta = (3/10, -1/5): the probability of choice 1 is 0.638163195 up to 10^-8.
    Left out: that the integral is this probability: the difference of two independent standard normal variables is normal with variance 2. *)

From Coq Require Import Reals List.
From Perturb.statements Require Import gaussian_law.
Open Scope R_scope.

Definition certificate_gaussian_argmax_2 : Prop :=
  exists p : R, gaussian_argmax_probability ((3 / 10) - (-1 / 5)) p /\ Rabs (p - 638163195 / 10 ^ 9) <= 1 / 10 ^ 8.
