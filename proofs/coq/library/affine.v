(** A function that is affine on segments and grows by c along c 1 is t -> <a, t> + b with coefficients of sum 1. *)

From Coq Require Fin.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Perturb.statements Require Import common.
From Perturb.library Require Import sums.
Open Scope R_scope.

(** A relation that fits exactly one number to each x is a function. *)
Lemma unique_choice {A : Type} (P : A -> R -> Prop) :
  (forall x, exists c, P x c) -> (forall x c c', P x c -> P x c' -> c = c') -> exists F : A -> R, forall x, P x (F x).
Proof.
  intros E U.
  assert (B : forall x, bound (P x)) by (intros x; destruct (E x) as [c H]; exists c; intros c' H'; rewrite (U x c' c H' H); lra).
  exists (fun x => proj1_sig (completeness (P x) (B x) (E x))); intros x.
  destruct (completeness (P x) (B x) (E x)) as [m [Up Least]]; simpl; destruct (E x) as [c H].
  assert (m = c) as ->; [|exact H].
  apply Rle_antisym; [apply Least; intros c' H'; rewrite (U x c' c H' H); lra|apply Up, H].
Qed.

(** t put before x *)
Definition cons {n} (t : R) (x : vector n) : vector (S n) := fun i => Fin.caseS' i (fun _ => R) t x.

Lemma cons_eta {n} (x : vector (S n)) : x = cons (x Fin.F1) (fun i => x (Fin.FS i)).
Proof. apply functional_extensionality; intros i; apply (Fin.caseS' i); reflexivity. Qed.

Lemma linear_is_dot {d} (L : vector d -> R) :
  (forall x y, L (add x y) = L x + L y) -> (forall c x, L (fun i => c * x i) = c * L x) -> exists a, forall x, L x = dot a x.
Proof.
  revert L; induction d as [|n IH]; intros L A H.
  - exists (fun _ => 0); intros x; unfold dot; simpl.
    assert (E := H 0 x); rewrite Rmult_0_l in E; rewrite <- E; f_equal; apply functional_extensionality; intros i; inversion i.
  - destruct (IH (fun x => L (cons 0 x))) as [a Ha].
    + intros x y; rewrite <- A; f_equal; apply functional_extensionality; intros i; apply (Fin.caseS' i); [unfold add; simpl; ring|reflexivity].
    + intros c x; rewrite <- H; f_equal; apply functional_extensionality; intros i; apply (Fin.caseS' i); [simpl; ring|reflexivity].
    + exists (cons (L (cons 1 (fun _ => 0))) a); intros x; unfold dot; simpl.
      change (sum (fun i => a i * x (Fin.FS i))) with (dot a (fun i => x (Fin.FS i))); rewrite <- Ha, (Rmult_comm _ (x Fin.F1)), <- H, <- A.
      f_equal; apply functional_extensionality; intros i; apply (Fin.caseS' i); [unfold add; simpl; ring|intros j; unfold add; simpl; ring].
Qed.

Lemma affine_is_dot {d} (T : vector d -> R) :
  (forall x y lam, 0 <= lam <= 1 -> T (between lam x y) = lam * T x + (1 - lam) * T y) -> exists a b, forall x, T x = dot a x + b.
Proof.
  intros H; set (zero := fun _ : Fin.t d => 0); set (L := fun x => T x - T zero).
  assert (H1 : forall c x, 0 <= c <= 1 -> L (fun i => c * x i) = c * L x).
  { intros c x C; unfold L; replace (fun i => c * x i) with (between c x zero); [rewrite H by exact C; ring|].
    apply functional_extensionality; intros i; unfold between, zero; ring. }
  assert (H2 : forall c x, 0 <= c -> L (fun i => c * x i) = c * L x).
  { intros c x C; destruct (Rle_dec c 1); [apply H1; lra|].
    assert (E := H1 (/ c) (fun i => c * x i)).
    assert (I : 0 < / c) by (apply Rinv_0_lt_compat; lra).
    assert (I' : / c <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    assert (F : (fun i => / c * (c * x i)) = x) by (apply functional_extensionality; intros i; field; lra).
    cbv beta in E; rewrite F in E; rewrite E by lra; field; lra. }
  assert (H3 : forall x y, L (add x y) = L x + L y).
  { intros x y; assert (E := H x y (1 / 2) ltac:(lra)).
    assert (F := H2 2 (between (1 / 2) x y) ltac:(lra)).
    replace (fun i => 2 * between (1 / 2) x y i) with (add x y) in F by (apply functional_extensionality; intros i; unfold add, between; field).
    rewrite F; unfold L; rewrite E; field. }
  destruct (linear_is_dot L) as [a Ha]; [exact H3| |exists a, (T zero); intros x; rewrite <- Ha; unfold L; ring].
  intros c x; destruct (Rle_dec 0 c); [apply H2; assumption|].
  assert (Z : L (add (fun i => c * x i) (fun i => - c * x i)) = L zero).
  { f_equal; apply functional_extensionality; intros i; unfold add, zero; ring. }
  assert (L0 : L zero = 0) by (unfold L; ring); rewrite H3, (H2 (- c)) in Z by lra; lra.
Qed.

Lemma dot_between {d} (a x y : vector d) lam : dot a (between lam x y) = lam * dot a x + (1 - lam) * dot a y.
Proof. unfold dot; rewrite <- !sum_scale, <- sum_add; apply sum_ext; intros; unfold between; ring. Qed.

Lemma dot_shift {d} (a x : vector d) c : dot a (fun i => x i + c) = dot a x + c * sum a.
Proof. unfold dot; rewrite <- sum_scale, <- sum_add; apply sum_ext; intros; ring. Qed.
