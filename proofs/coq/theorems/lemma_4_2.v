From Coq Require Import Reals.
From Perturb.statements Require Import common lemma_4_2.
From Perturb.library Require Import softmax.

Theorem proved : lemma_4_2.
Proof.
  intros d Theta law _ H theta tau lam In1 In2 D L.
  apply mean_lse_strictly_convex; [exact L|apply H; assumption].
Qed.
