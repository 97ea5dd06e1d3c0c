From Coq Require Import Reals Lia.
From Perturb.statements Require Import common theorem_8_1_repaired_1.
From Perturb.library Require Import softmax.
Open Scope R_scope.

Theorem proved : theorem_8_1_repaired_1.
Proof.
  intros [|n] D; [lia|]; split.
  - intros p P; exists (fun i => ln (p i)); apply softmax_onto; exact P.
  - intros Theta; exact (softmax_minimal_if Theta Fin.F1).
Qed.
