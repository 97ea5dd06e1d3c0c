(** Vectors of R^2 and R^3, and laws given by a list of cases. *)

From Coq Require Fin.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Perturb.statements Require Import common.
From Perturb.library Require Import sums.
Open Scope R_scope.

Notation one := Fin.F1 (only parsing).
Notation two := (Fin.FS Fin.F1) (only parsing).
Notation three := (Fin.FS (Fin.FS Fin.F1)) (only parsing).

Lemma every_2 (P : Fin.t 2 -> Prop) : P one -> P two -> forall i, P i.
Proof. intros H1 H2 i; apply Fin.caseS'; [exact H1|intros j; apply (Fin.caseS' j); [exact H2|intros k; inversion k]]. Qed.

Lemma every_3 (P : Fin.t 3 -> Prop) : P one -> P two -> P three -> forall i, P i.
Proof.
  intros H1 H2 H3 i; apply (Fin.caseS' i); [exact H1|clear i; intros i].
  apply (Fin.caseS' i); [exact H2|clear i; intros i].
  apply (Fin.caseS' i); [exact H3|intros k; inversion k].
Qed.

Lemma sum_2 (x : vector 2) : sum x = x one + x two.
Proof. simpl; ring. Qed.

Lemma sum_3 (x : vector 3) : sum x = x one + x two + x three.
Proof. simpl; ring. Qed.

Lemma greatest_2 (x : vector 2) : greatest x = Rmax (x one) (x two).
Proof. reflexivity. Qed.

Lemma vector_2_eta (x : vector 2) : x = vector_2 (x one) (x two).
Proof. apply functional_extensionality; apply every_2; reflexivity. Qed.

Lemma vector_3_eta (x : vector 3) : x = vector_3 (x one) (x two) (x three).
Proof. apply functional_extensionality; apply every_3; reflexivity. Qed.

(** The law with one value. *)
Definition point {d} (x : vector d) : finite_law d.
Proof. refine {| size := 1; weight := fun _ => 1; atom := fun _ => x |}; [intros _; lra|simpl; lra]. Defined.

(** Two independent signs. *)
Definition signs : finite_law 2.
Proof.
  refine {| size := 4; weight := fun _ => 1 / 4;
            atom := fun k => if Fin.eq_dec k Fin.F1 then vector_2 1 1
                        else if Fin.eq_dec k (Fin.FS Fin.F1) then vector_2 1 (-1)
                        else if Fin.eq_dec k (Fin.FS (Fin.FS Fin.F1)) then vector_2 (-1) 1 else vector_2 (-1) (-1) |};
    [intros _; lra|simpl; lra].
Defined.

Lemma signs_expectation (g : vector 2 -> R) :
  expectation signs g = (g (vector_2 1 1) + g (vector_2 1 (-1)) + g (vector_2 (-1) 1) + g (vector_2 (-1) (-1))) / 4.
Proof. unfold expectation; simpl; field. Qed.

(** The perturb-max of two independent signs, f(a, b). *)
Lemma signs_max (x : vector 2) :
  mean_max signs x = (Rmax (x one + 1) (x two + 1) + Rmax (x one + 1) (x two - 1) + Rmax (x one - 1) (x two + 1) + Rmax (x one - 1) (x two - 1)) / 4.
Proof.
  unfold mean_max; rewrite signs_expectation, !greatest_2; unfold add; cbn -[Rmax].
  reflexivity.
Qed.
