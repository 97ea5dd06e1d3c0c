From Coq Require Import Reals Classical.
From Perturb.statements Require Import common theorem_4_3.
From Perturb.library Require Import softmax.

Theorem proved : theorem_4_3.
Proof.
  intros d Theta law _ H theta tau In1 In2 E.
  apply NNPP; intros D; exact (H theta tau In1 In2 D (mean_softmax_determines law theta tau E)).
Qed.
