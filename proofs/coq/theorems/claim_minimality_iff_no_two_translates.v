From Coq Require Import Reals Classical.
From Perturb.statements Require Import common claim_minimality_iff_no_two_translates.
From Perturb.library Require Import softmax.

Theorem proved : claim_minimality_iff_no_two_translates.
Proof.
  intros d Theta law; split.
  - intros H theta tau In1 In2 D T; apply D, H; [assumption..|].
    apply mean_softmax_translate; exact T.
  - intros H theta tau In1 In2 E.
    apply NNPP; intros D; exact (H theta tau In1 In2 D (mean_softmax_determines law theta tau E)).
Qed.
