(** Claim digits of gaussian-softmax-2; this file and its proof are written from the row.
    Perturb-Softmax with independent standard normal noise, theta = (3/10, -1/5): the probability of choice 1 is 0.589952709 up to 10^-8.
    Left out: that the integral is this probability: the difference of two independent standard normal variables is normal with variance 2. *)

From Coq Require Import Reals List.
From Perturb.statements Require Import gaussian_law.
Open Scope R_scope.

Definition certificate_gaussian_softmax_2 : Prop :=
  exists p : R, gaussian_softmax_probability ((3 / 10) - (-1 / 5)) p /\ Rabs (p - 589952709 / 10 ^ 9) <= 1 / 10 ^ 8.
