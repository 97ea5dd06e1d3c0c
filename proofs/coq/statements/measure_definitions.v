(* The objects of the measure-theoretic statements: parameter vectors, softmax, log-sum-exp, probability spaces, random vectors, expectations.

   R       any complete Archimedean ordered field, i.e. any model of the real numbers (realType of mathcomp-analysis; the standard library's
           reals are one);
   d       the number of choices; a vector of R^d is a function 'I_d -> R from the d indices to R;
   (T, P)  any probability space: T carries a sigma-algebra, P is a (sigma-additive) measure on it with P(T) = 1;
   g       the noise, written gamma in the paper: a map T -> R^d with measurable coordinates, and nothing else is asked of it.

   An expectation is the Lebesgue integral with respect to P, an extended real number. The integral of mathcomp-analysis is a total function:
   whoever uses [mean] also proves, or supposes, [has_mean], which says that the integral exists and is finite. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets.
From mathcomp.analysis Require Import reals ereal sequences measure lebesgue_measure lebesgue_integral exp.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* Vectors *)
Definition vector (R : realType) (d : nat) := 'I_d -> R.

Definition plus (R : realType) d (x y : vector R d) : vector R d := fun i => x i + y i.

Definition mix (R : realType) d (lambda : R) (x y : vector R d) : vector R d := fun i => lambda * x i + (1 - lambda) * y i.

Definition inner (R : realType) d (p x : vector R d) : R := \sum_(i < d) p i * x i.

(* x and y differ by a multiple of the vector of ones. *)
Definition translates (R : realType) d (x y : vector R d) : Prop := exists c : R, forall i, x i = y i + c.

Definition convex (R : realType) d (Theta : set (vector R d)) : Prop :=
  forall x y lambda, Theta x -> Theta y -> 0 < lambda < 1 -> Theta (mix lambda x y).

Definition no_two_translates (R : realType) d (Theta : set (vector R d)) : Prop :=
  forall theta tau, Theta theta -> Theta tau -> theta <> tau -> ~ translates theta tau.

(* Every vector of R^d is a translate of a member: Theta + R 1 = R^d. *)
Definition meets_every_translation_line (R : realType) d (Theta : set (vector R d)) : Prop :=
  forall theta, exists tau, Theta tau /\ translates theta tau.

Definition open_simplex (R : realType) d (p : vector R d) : Prop := (forall i, 0 < p i) /\ \sum_(i < d) p i = 1.

(* Softmax and log-sum-exp *)
Definition softmax (R : realType) d (x : vector R d) : vector R d := fun i => expR (x i) / \sum_(j < d) expR (x j).

Definition log_sum_exp (R : realType) d (x : vector R d) : R := ln (\sum_(j < d) expR (x j)).

(* The greatest coordinate; there is one only if there are coordinates, so the number of choices is written d.+1 here, that is d + 1. *)
Definition greatest (R : realType) d (x : vector R d.+1) : R := \big[Order.max/x ord0]_(i < d.+1) x i.

(* Probability spaces and random vectors *)
Definition probability_space disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) : Prop := P setT = 1%E.

Definition random_vector disp (T : measurableType disp) (R : realType) d (g : T -> vector R d) : Prop :=
  forall i, measurable_fun setT (fun w => g w i).

(* E X, an extended real number *)
Definition mean disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (X : T -> R) : \bar R := (\int[P]_w (X w)%:E)%E.

(* X is measurable and E |X| is finite; then E X is a real number. *)
Definition has_mean disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (X : T -> R) : Prop :=
  P.-integrable setT (fun w => (X w)%:E).

(* E softmax(theta + g)_i *)
Definition mean_softmax disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d)
  (theta : vector R d) (i : 'I_d) : \bar R := mean P (fun w => softmax (plus theta (g w)) i).

(* One-to-one on Theta (Section 3.1), and onto the open simplex from Theta (Section 4) *)
Definition minimal_perturb_softmax disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d)
  (Theta : set (vector R d)) : Prop :=
  forall theta tau, Theta theta -> Theta tau -> (forall i, mean_softmax P g theta i = mean_softmax P g tau i) -> theta = tau.

Definition complete_perturb_softmax disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d)
  (Theta : set (vector R d)) : Prop :=
  forall p, open_simplex p -> exists theta, Theta theta /\ forall i, mean_softmax P g theta i = (p i)%:E.

(* F(theta) = E [max_i (theta_i + g_i) - max_i g_i] *)
Definition mean_rise disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d.+1)
  (theta : vector R d.+1) : \bar R := mean P (fun w => greatest (plus theta (g w)) - greatest (g w)).

(* p is a subgradient at theta of F, a function on R^d: F(y) >= F(theta) + <p, y - theta> for every y. *)
Definition subgradient (R : realType) d (F : vector R d -> \bar R) (theta p : vector R d) : Prop :=
  forall y, (F theta + (inner p (fun i => y i - theta i))%:E <= F y)%E.

(* Every ball of R^d has positive probability under the law of g. *)
Definition full_support disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d) : Prop :=
  forall (u : vector R d) (r : R), 0 < r -> (0 < P [set w | (\sum_(i < d) (g w i - u i) ^+ 2 < r ^+ 2)%R])%E.

(* The coordinates of g are independent: probabilities of boxes are products. *)
Definition independent_coordinates disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d) : Prop :=
  forall A : 'I_d -> set R, (forall i, measurable (A i)) ->
  P [set w | forall i, A i (g w i)] = (\prod_(i < d) fine (P [set w | A i (g w i)]))%:E.

(* The coordinate X has the density f, a positive measurable function on the line: P(X in A) is the integral of f over A. *)
Definition has_positive_density disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) (X : T -> R) : Prop :=
  exists f : R -> R, (forall t, 0 < f t) /\ measurable_fun setT f /\
  forall A : set R, measurable A -> P [set w | A (X w)] = (\int[@lebesgue_measure R]_(t in A) (f t)%:E)%E.
