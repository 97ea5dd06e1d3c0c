(** A template. Its parameters: the statement (x = theta_1 - theta_2, c, the radius 2 r), the cut point b, the radius r, and the options of
    [integral]. Tails: the density of N(0, 2) at b, times 4 / b, is at most r. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import gaussian_softmax certificate_gaussian_softmax_2.
From Perturb.library Require Import gaussian.
Open Scope R_scope.

Theorem proved : certificate_gaussian_softmax_2.
Proof.
  destruct (gaussian_softmax_enclosed (3 / 10 - - (1 / 5)) 9 (58995271 / 10 ^ 8) (1 / 10 ^ 8 / 2) (1 / 10 ^ 8 / 2)) as [p [P E]].
  - lra.
  - unfold difference_density; integral.
  - unfold difference_density; interval with (i_prec 60).
  - exists p; split; [exact P|lra].
Qed.
