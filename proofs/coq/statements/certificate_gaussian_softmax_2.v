(** Gaussian-Softmax at theta = (3/10, -1/5): the first probability is 58995271/10^8 up to 1/10^8.
    Left out: that the difference of two independent standard normal variables is normal with variance 2. *)

From Coq Require Import Reals.
From Perturb.statements Require Import gaussian_softmax.
Open Scope R_scope.

Definition certificate_gaussian_softmax_2 : Prop :=
  exists p : R, gaussian_softmax_probability (3 / 10 - - (1 / 5)) p /\ Rabs (p - 58995271 / 10 ^ 8) <= 1 / 10 ^ 8.
