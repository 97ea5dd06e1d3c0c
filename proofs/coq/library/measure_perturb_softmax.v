(* The map theta -> E softmax(theta + g): it exists, is strictly monotone off translations, and lies in the open simplex. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.analysis Require Import reals ereal measure lebesgue_measure lebesgue_integral nsatz_realtype.
From Perturb.statements Require Import measure_definitions.
From Perturb.library Require Import measure_expectation measure_softmax.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section perturb_softmax.
Context disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (d : nat) (g : T -> vector R d).
Hypotheses (P1 : probability_space P) (mg : random_vector g).
Implicit Types theta tau : vector R d.

Definition S theta : vector R d := fun i => E P (fun w => softmax (plus theta (g w)) i).

Lemma has_mean_softmax theta i : has_mean P (fun w => softmax (plus theta (g w)) i).
Proof.
apply: (has_mean_bounded P1 (c := 1)); last by move=> w; exact: softmax_norm.
by apply: measurable_softmax; exact: random_vector_plus.
Qed.

Lemma mean_S theta i : mean P (fun w => softmax (plus theta (g w)) i) = (S theta i)%:E.
Proof. by rewrite mean_E //; exact: has_mean_softmax. Qed.

Lemma S_gt0 theta i : 0 < S theta i.
Proof. by apply: (E_gt0 P1); [exact: has_mean_softmax|move=> w; exact: softmax_gt0]. Qed.

Lemma S_sum1 theta (i : 'I_d) : \sum_(j < d) S theta j = 1.
Proof.
rewrite /S -(E_sum P1) => [|j]; last exact: has_mean_softmax.
have -> : (fun w => \sum_(j < d) softmax (plus theta (g w)) j) = (fun _ => 1) by apply/funext => w; exact: softmax_sum1 i.
exact: E_cst.
Qed.

Lemma S_strictly_monotone theta tau : ~ translates theta tau ->
  0 < \sum_(i < d) (S theta i - S tau i) * (theta i - tau i).
Proof.
move=> ne.
pose term i w := (theta i - tau i) * (softmax (plus theta (g w)) i - softmax (plus tau (g w)) i).
have iterm i : has_mean P (term i) by apply: has_mean_scale => //; apply: has_mean_sub => //; exact: has_mean_softmax.
have -> : \sum_(i < d) (S theta i - S tau i) * (theta i - tau i) = E P (fun w => \sum_(i < d) term i w).
  rewrite (E_sum P1) //; apply: eq_bigr => i _.
  have [ht hu] := (has_mean_softmax theta i, has_mean_softmax tau i).
  by rewrite /term (E_scale _ (has_mean_sub ht hu)) (E_sub ht hu) [RHS]mulrC.
apply: (E_gt0 P1) => [|w]; first exact: has_mean_sum.
have -> : \sum_(i < d) term i w = \sum_(i < d) (softmax (plus theta (g w)) i - softmax (plus tau (g w)) i)
    * (plus theta (g w) i - plus tau (g w) i).
  by apply: eq_bigr => i _; rewrite /term /plus mulrC; congr (_ * _); nsatz.
by apply: softmax_strictly_monotone => /plus_translates.
Qed.

Lemma S_shift theta (c : R) : S (fun i => theta i + c) = S theta.
Proof.
apply/funext => i; rewrite /S; congr (E P _); apply/funext => w.
rewrite -(softmax_shift (plus theta (g w)) c i); congr (softmax _ i); apply/funext => j; rewrite /plus; nsatz.
Qed.

Lemma S_translates theta tau : S theta = S tau <-> translates theta tau.
Proof.
split=> [e|[c e]]; last by rewrite -(S_shift tau c); congr S; exact/funext.
apply: contrapT => ne; have := S_strictly_monotone ne; rewrite e.
have -> : \sum_(i < d) (S tau i - S tau i) * (theta i - tau i) = 0 by apply: big1 => i _; rewrite subrr mul0r.
by rewrite ltxx.
Qed.

Lemma equal_softmax_translates theta tau :
  (forall i, mean P (fun w => softmax (plus theta (g w)) i) = mean P (fun w => softmax (plus tau (g w)) i)) ->
  translates theta tau.
Proof.
move=> e; have same : S theta = S tau by apply/funext => i; have := e i; rewrite (mean_S theta) (mean_S tau) => -[].
exact: (proj1 (S_translates theta tau) same).
Qed.

Lemma open_simplex_S theta (i : 'I_d) : open_simplex (S theta).
Proof. by split=> [j|]; [exact: S_gt0|exact: S_sum1 i]. Qed.

Lemma minimal_iff (Theta : set (vector R d)) : minimal_perturb_softmax P g Theta <-> no_two_translates Theta.
Proof.
split=> [one theta tau Ttheta Ttau ne tr|noT theta tau Ttheta Ttau e].
  by apply: ne; apply: (one _ _ Ttheta Ttau) => i; rewrite /mean_softmax (mean_S theta) (mean_S tau) (proj2 (S_translates theta tau) tr).
by apply: contrapT => ne; exact: (noT _ _ Ttheta Ttau ne (equal_softmax_translates e)).
Qed.
End perturb_softmax.
