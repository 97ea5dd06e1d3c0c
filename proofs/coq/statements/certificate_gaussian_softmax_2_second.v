(** Claim digits at a second point of gaussian-softmax-2; this file and its proof are written from the row.
    Perturb-Softmax with independent standard normal noise, theta = (2, -1/2): the probability of choice 2 is 0.131636242 up to 10^-8.
    Left out: that the integral is this probability: the difference of two independent standard normal variables is normal with variance 2. *)

From Coq Require Import Reals List.
From Perturb.statements Require Import gaussian_law.
Open Scope R_scope.

Definition certificate_gaussian_softmax_2_second : Prop :=
  exists p : R, gaussian_softmax_probability ((-1 / 2) - 2) p /\ Rabs (p - 131636242 / 10 ^ 9) <= 1 / 10 ^ 8.
