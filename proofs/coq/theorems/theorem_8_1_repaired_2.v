From Coq Require Import Reals Lia.
From Perturb.statements Require Import common theorem_8_1_repaired_2.
From Perturb.library Require Import sums softmax.
Open Scope R_scope.

Theorem proved : theorem_8_1_repaired_2.
Proof.
  intros [|n] D; [lia|]; split.
  - intros p; split.
    + intros P; exists (fun i => ln (p i)); apply softmax_onto; exact P.
    + intros [x E]; split; [intros i; rewrite <- E; apply softmax_positive|].
      rewrite <- (softmax_total x Fin.F1); apply sum_ext; intros; rewrite E; reflexivity.
  - intros Theta; split; [exact (softmax_minimal_if Theta Fin.F1)|exact (softmax_minimal_only_if Theta)].
Qed.
