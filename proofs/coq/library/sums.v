(** Finite sums, and the greatest coordinate. *)

From Coq Require Fin.
From Coq Require Import Reals Lra.
From Perturb.statements Require Import common.
Open Scope R_scope.

Lemma sum_ext {d} (x y : vector d) : (forall i, x i = y i) -> sum x = sum y.
Proof.
  induction d as [|d IH]; intros H; simpl; auto.
  f_equal; [apply H|apply IH; intros; apply H].
Qed.

Lemma sum_add {d} (x y : vector d) : sum (fun i => x i + y i) = sum x + sum y.
Proof.
  induction d as [|d IH]; simpl; [lra|].
  rewrite (IH (fun i => x (Fin.FS i)) (fun i => y (Fin.FS i))); lra.
Qed.

Lemma sum_scale {d} c (x : vector d) : sum (fun i => c * x i) = c * sum x.
Proof.
  induction d as [|d IH]; simpl; [lra|].
  rewrite (IH (fun i => x (Fin.FS i))); lra.
Qed.

Lemma sum_minus {d} (x y : vector d) : sum (fun i => x i - y i) = sum x - sum y.
Proof.
  rewrite (sum_ext _ (fun i => x i + -1 * y i)) by (intros; ring).
  rewrite sum_add, sum_scale; ring.
Qed.

Lemma sum_zero {d} (x : vector d) : (forall i, x i = 0) -> sum x = 0.
Proof.
  intros H; rewrite (sum_ext _ (fun i => 0 * x i)) by (intros; rewrite H; ring).
  rewrite sum_scale; ring.
Qed.

Lemma sum_le {d} (x y : vector d) : (forall i, x i <= y i) -> sum x <= sum y.
Proof.
  induction d as [|d IH]; intros H; simpl; [lra|].
  apply Rplus_le_compat; [apply H|apply IH; intros; apply H].
Qed.

Lemma sum_nonneg {d} (x : vector d) : (forall i, 0 <= x i) -> 0 <= sum x.
Proof.
  intros H; rewrite <- (sum_zero (fun _ : Fin.t d => 0)) by reflexivity; apply sum_le; exact H.
Qed.

Lemma sum_lt {d} (x y : vector d) : (forall i, x i <= y i) -> (exists i, x i < y i) -> sum x < sum y.
Proof.
  induction d as [|d IH]; intros H [i Hi].
  - inversion i.
  - simpl; revert Hi; pattern i; apply Fin.caseS'; clear i.
    + intros Hi; apply Rplus_lt_le_compat; [exact Hi|apply sum_le; intros; apply H].
    + intros i Hi; apply Rplus_le_lt_compat; [apply H|].
      apply IH; [intros; apply H|exists i; exact Hi].
Qed.

Lemma sum_pos {d} (x : vector d) : (forall i, 0 <= x i) -> (exists i, 0 < x i) -> 0 < sum x.
Proof.
  intros H1 H2; rewrite <- (sum_zero (fun _ : Fin.t d => 0)) by reflexivity; apply sum_lt; assumption.
Qed.

Lemma sum_term {d} (x : vector d) i : (forall j, 0 <= x j) -> x i <= sum x.
Proof.
  intros H; revert x H; induction d as [|d IH]; intros x H; [inversion i|].
  simpl; pattern i; apply Fin.caseS'; clear i.
  - assert (0 <= sum (fun j => x (Fin.FS j))) by (apply sum_nonneg; intros; apply H); lra.
  - intros i; specialize (IH i (fun j => x (Fin.FS j)) (fun j => H (Fin.FS j))); cbv beta in IH.
    specialize (H Fin.F1); lra.
Qed.

Lemma sum_swap {d n} (a : Fin.t n -> Fin.t d -> R) : sum (fun k => sum (fun i => a k i)) = sum (fun i => sum (fun k => a k i)).
Proof.
  induction n as [|n IH]; simpl.
  - symmetry; apply sum_zero; reflexivity.
  - rewrite (IH (fun k => a (Fin.FS k))), <- sum_add; reflexivity.
Qed.

(** One index exists, or every statement about indices is empty. *)
Lemma index_or_none d : (exists i : Fin.t d, True) \/ (forall i : Fin.t d, False).
Proof. destruct d; [right; intros i; inversion i|left; exists Fin.F1; exact I]. Qed.

(** * The greatest coordinate *)

Lemma greatest_ge {n} (x : vector (S n)) i : x i <= greatest x.
Proof.
  revert x i; induction n as [|n IH]; intros x i.
  - pattern i; apply Fin.caseS'; [simpl; lra|intros p; inversion p].
  - simpl; pattern i; apply Fin.caseS'; [apply Rmax_l|].
    intros p; eapply Rle_trans; [apply (IH (fun j => x (Fin.FS j)) p)|apply Rmax_r].
Qed.

Lemma greatest_attained {n} (x : vector (S n)) : exists i, greatest x = x i.
Proof.
  induction n as [|n IH]; [exists Fin.F1; reflexivity|].
  destruct (IH (fun j => x (Fin.FS j))) as [i Hi]; simpl in *.
  destruct (Rle_dec (x Fin.F1) (greatest (fun j => x (Fin.FS j)))).
  - exists (Fin.FS i); rewrite Rmax_right; assumption.
  - exists Fin.F1; rewrite Rmax_left; lra.
Qed.

Lemma greatest_le {n} (x : vector (S n)) c : (forall i, x i <= c) -> greatest x <= c.
Proof. intros H; destruct (greatest_attained x) as [i ->]; apply H. Qed.

(** * Expectations *)

Lemma expectation_ext {d} (law : finite_law d) g h : (forall x, g x = h x) -> expectation law g = expectation law h.
Proof. intros H; apply sum_ext; intros; rewrite H; reflexivity. Qed.

Lemma expectation_constant {d} (law : finite_law d) c : expectation law (fun _ => c) = c.
Proof.
  unfold expectation; rewrite (sum_ext _ (fun k => c * weight law k)) by (intros; ring).
  rewrite sum_scale, weight_total; ring.
Qed.

Lemma expectation_add {d} (law : finite_law d) g h : expectation law (fun x => g x + h x) = expectation law g + expectation law h.
Proof. unfold expectation; rewrite <- sum_add; apply sum_ext; intros; ring. Qed.

Lemma expectation_scale {d} (law : finite_law d) c g : expectation law (fun x => c * g x) = c * expectation law g.
Proof. unfold expectation; rewrite <- sum_scale; apply sum_ext; intros; ring. Qed.

Lemma expectation_minus {d} (law : finite_law d) g h : expectation law (fun x => g x - h x) = expectation law g - expectation law h.
Proof.
  rewrite (expectation_ext law _ (fun x => g x + -1 * h x)) by (intros; ring).
  rewrite expectation_add, expectation_scale; ring.
Qed.

Lemma expectation_sum {d} (law : finite_law d) {n} (g : Fin.t n -> vector d -> R) :
  expectation law (fun x => sum (fun i => g i x)) = sum (fun i => expectation law (g i)).
Proof.
  unfold expectation; rewrite <- sum_swap; apply sum_ext; intros; rewrite sum_scale; reflexivity.
Qed.

Lemma expectation_le {d} (law : finite_law d) g h : (forall x, g x <= h x) -> expectation law g <= expectation law h.
Proof.
  intros H; apply sum_le; intros k; apply Rmult_le_compat_l; [apply Rlt_le, weight_positive|apply H].
Qed.

(** A law has at least one atom. *)
Lemma some_atom {d} (law : finite_law d) : exists k : Fin.t (size law), True.
Proof.
  destruct (index_or_none (size law)) as [H|H]; [exact H|exfalso].
  assert (E := weight_total law); rewrite sum_zero in E by (intros k; destruct (H k)); lra.
Qed.

Lemma expectation_lt {d} (law : finite_law d) g h : (forall x, g x < h x) -> expectation law g < expectation law h.
Proof.
  intros H; destruct (some_atom law) as [k _]; apply sum_lt.
  - intros j; apply Rmult_le_compat_l; [apply Rlt_le, weight_positive|apply Rlt_le, H].
  - exists k; apply Rmult_lt_compat_l; [apply weight_positive|apply H].
Qed.
