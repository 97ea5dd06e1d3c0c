(** A template. Its parameters: the statement (theta and the list of the others, c, the radius 2 r), the cut points a and b, the radius r,
    and the options of [integral]. Tails: 1 - F(b - theta) + F(a - theta) <= r. *)

From Coq Require Import Reals List Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import gumbel_law certificate_gumbel_argmax_2.
From Perturb.library Require Import gumbel.
Import ListNotations.
Open Scope R_scope.

Theorem proved : certificate_gumbel_argmax_2.
Proof.
  destruct (gumbel_choice_enclosed (3 / 10) [- (1 / 5)] (- 4) 21 (62245933 / 10 ^ 8) (1 / 10 ^ 8 / 2) (1 / 10 ^ 8 / 2)) as [p [P E]].
  - unfold gumbel_density, gumbel_cdf, rest, fold_right, gumbel_cdf; integral.
  - unfold gumbel_cdf; interval with (i_prec 60).
  - exists p; split; [exact P|lra].
Qed.
