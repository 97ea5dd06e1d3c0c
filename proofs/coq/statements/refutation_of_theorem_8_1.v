(** Theorem 8.1 (completeness and minimality of the softmax) is false as printed.

    Printed: softmax on R^d is complete, that is, every p in the (closed) simplex is softmax(theta) for some theta (Section 3.1); and it is
    minimal when log-sum-exp is strictly convex. Below stands only the first half, for d >= 1; if that fails, so does the print. (The second
    half holds, see theorem_8_1_repaired_1.) *)

From Coq Require Import Reals.
From Perturb.statements Require Import common.
Open Scope R_scope.

Definition theorem_8_1_as_printed : Prop :=
  forall d : nat, (1 <= d)%nat ->
    (forall p : vector d, simplex p -> exists theta : vector d, forall i, softmax theta i = p i).

Definition refutation_of_theorem_8_1 : Prop := ~ theorem_8_1_as_printed.
