From Coq Require Import Reals.
From Perturb.statements Require Import common claim_softmax_is_strictly_monotone.
From Perturb.library Require Import softmax.

Theorem proved : claim_softmax_is_strictly_monotone.
Proof. intros d theta tau H; apply softmax_monotone; exact H. Qed.
