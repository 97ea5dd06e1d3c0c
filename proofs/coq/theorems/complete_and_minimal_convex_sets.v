(** Complete and minimal: each line parallel to the vector of ones meets Theta exactly once, say at theta + T(theta) 1; if Theta is convex,
    T is affine. *)

From Coq Require Import Reals Lra Lia.
From Perturb.statements Require Import common complete_and_minimal_convex_sets.
From Perturb.library Require Import sums softmax affine.
Open Scope R_scope.

Lemma hyperplane_if {d} (Theta : vector d -> Prop) (i0 : Fin.t d) :
  convex Theta -> (forall x, exists c, Theta (fun i => x i + c)) ->
  (forall x c c', Theta (fun i => x i + c) -> Theta (fun i => x i + c') -> c = c') ->
  exists a b, sum a <> 0 /\ forall x, Theta x <-> dot a x = b.
Proof.
  intros C E U; destruct (unique_choice (fun x c => Theta (fun i => x i + c)) E U) as [T HT].
  destruct (affine_is_dot T) as [a [b Ha]].
  - intros x y lam L; apply (U (between lam x y)); [apply HT|].
    replace (fun i => between lam x y i + (lam * T x + (1 - lam) * T y)) with (between lam (fun i => x i + T x) (fun i => y i + T y))
      by (apply vector_eq; intros i; unfold between; ring).
    apply C; [apply HT..|exact L].
  - assert (Shift : forall x c, T (fun i => x i + c) = T x - c).
    { intros x c; apply (U (fun i => x i + c)); [apply HT|].
      replace (fun i => x i + c + (T x - c)) with (fun i => x i + T x) by (apply vector_eq; intros; ring); apply HT. }
    exists a, (- b); split.
    + intros Z; assert (S := Shift (fun _ => 0) 1); rewrite !Ha, dot_shift, Z in S; lra.
    + intros x.
      assert (X : Theta x <-> T x = 0).
      { assert (F : (fun i => x i + 0) = x) by (apply vector_eq; intros; ring); split.
        - intros In; apply (U x); [apply HT|rewrite F; exact In].
        - intros Z; rewrite <- F, <- Z; apply HT. }
      rewrite X, Ha; lra.
Qed.

Theorem proved : complete_and_minimal_convex_sets.
Proof.
  intros d S Theta D Range Same Onto C.
  assert (i0 : Fin.t d) by (destruct d; [lia|exact Fin.F1]); split.
  - intros [Com Min]; apply hyperplane_if; [exact i0|exact C| |].
    + intros x; destruct (Com (S x) (Range x)) as [t [In E]]; apply Same in E; destruct E as [c E].
      exists c; replace (fun i => x i + c) with t by (apply vector_eq; exact E); exact In.
    + intros x c c' In In'.
      assert (E : (fun i => x i + c) = (fun i => x i + c')).
      { apply Min; [exact In|exact In'|apply Same; exists (c - c'); intros i; ring]. }
      assert (F : x i0 + c = x i0 + c') by exact (f_equal (fun v => v i0) E); lra.
  - intros (a & b & Z & H); split.
    + intros p P; destruct (Onto p P) as [x E]; exists (fun i => x i + (b - dot a x) / sum a); split.
      * apply H; rewrite dot_shift; field; exact Z.
      * intros i; rewrite <- E; revert i; apply Same; exists ((b - dot a x) / sum a); reflexivity.
    + intros x y In In' E; apply Same in E; destruct E as [c E].
      assert (X : x = (fun i => y i + c)) by (apply vector_eq; exact E).
      apply H in In; apply H in In'; rewrite X, dot_shift, In' in In.
      assert (c * sum a = 0) by lra; destruct (Rmult_integral _ _ H0); [|contradiction].
      rewrite X; apply vector_eq; intros i; lra.
Qed.
