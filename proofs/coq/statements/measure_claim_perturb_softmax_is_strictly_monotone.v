(* The claim "Perturb-Softmax is strictly monotone" (ours), the core of Theorem 4.3.
   <E softmax(theta + gamma) - E softmax(tau + gamma), theta - tau> > 0 unless theta and tau are translates of each other, for every d and
   every law.
   Encoding: Lebesgue expectations over an arbitrary probability space, an arbitrary random vector gamma. "fine" turns a finite extended
   real number into a real one; the first conclusion says that the expectations are finite. Left out: nothing. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Local Open Scope ring_scope.

Definition measure_claim_perturb_softmax_is_strictly_monotone : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d),
  probability_space P -> random_vector g ->
  (forall theta i, has_mean P (fun w => softmax (plus theta (g w)) i)) /\
  (forall theta tau, ~ translates theta tau ->
    0 < \sum_(i < d) (fine (mean_softmax P g theta i) - fine (mean_softmax P g tau i)) * (theta i - tau i)).
