(** Gumbel-Argmax at theta = (3/10, -1/5): the probability of the first choice is 62245933/10^8 up to 1/10^8 (it is e^(1/2) / (1 + e^(1/2))).
    Left out: that this integral is the probability (Fubini, for independent coordinates). *)

From Coq Require Import Reals List.
From Perturb.statements Require Import gumbel_law.
Import ListNotations.
Open Scope R_scope.

Definition certificate_gumbel_argmax_2 : Prop :=
  exists p : R, gumbel_choice_probability (3 / 10) [- (1 / 5)] p /\ Rabs (p - 62245933 / 10 ^ 8) <= 1 / 10 ^ 8.
