(** Objects that several statements use, on the real numbers of Coq's standard library.

    Nothing here is proved.  R^d is the type [vector d], for every d; noise with finitely many values is [finite_law d]. *)

From Coq Require Fin.
From Coq Require Import Reals.
Open Scope R_scope.

(** * Vectors *)

(** The d indices are the elements of [Fin.t d].  A vector of R^d gives each index a coordinate: [x i] is x_i.
    Two vectors are equal when all their coordinates are (functional extensionality). *)
Definition vector (d : nat) : Type := Fin.t d -> R.

(** x_1 + ... + x_d: the first coordinate ([Fin.F1] is the first index) plus the sum of the others ([Fin.FS] is the next index). *)
Fixpoint sum {d : nat} : vector d -> R :=
  match d return vector d -> R with
  | O => fun _ => 0
  | S n => fun x => x Fin.F1 + sum (fun i : Fin.t n => x (Fin.FS i))
  end.

(** max(x_1, ..., x_d), for d = n + 1. *)
Fixpoint greatest {n : nat} : vector (S n) -> R :=
  match n return vector (S n) -> R with
  | O => fun x => x Fin.F1
  | S m => fun x => Rmax (x Fin.F1) (greatest (fun i : Fin.t (S m) => x (Fin.FS i)))
  end.

Definition add {d : nat} (x y : vector d) : vector d := fun i => x i + y i.

(** lam x + (1 - lam) y *)
Definition between {d : nat} (lam : R) (x y : vector d) : vector d := fun i => lam * x i + (1 - lam) * y i.

(** The inner product <p, x>. *)
Definition dot {d : nat} (p x : vector d) : R := sum (fun i => p i * x i).

(** x is y moved along the vector of ones: x_i = y_i + c for every i and some c. *)
Definition translates {d : nat} (x y : vector d) : Prop := exists c : R, forall i, x i = y i + c.

(** The vectors (a, b) and (a, b, c). *)
Definition vector_2 (a b : R) : vector 2 := fun i => if Fin.eq_dec i Fin.F1 then a else b.
Definition vector_3 (a b c : R) : vector 3 := fun i => if Fin.eq_dec i Fin.F1 then a else if Fin.eq_dec i (Fin.FS Fin.F1) then b else c.

(** * Sets of parameters: a subset Theta of R^d is a predicate. *)

Definition convex {d : nat} (Theta : vector d -> Prop) : Prop :=
  forall theta tau lam, Theta theta -> Theta tau -> 0 <= lam <= 1 -> Theta (between lam theta tau).

Definition no_two_translates {d : nat} (Theta : vector d -> Prop) : Prop :=
  forall theta tau, Theta theta -> Theta tau -> theta <> tau -> ~ translates theta tau.

(** f is strictly convex on Theta, which need not be convex. *)
Definition strictly_convex_on {d : nat} (f : vector d -> R) (Theta : vector d -> Prop) : Prop :=
  forall theta tau lam, Theta theta -> Theta tau -> theta <> tau -> 0 < lam < 1 ->
    f (between lam theta tau) < lam * f theta + (1 - lam) * f tau.

(** * Softmax and log-sum-exp.  For d >= 1 the sum of the exponentials is positive, so that the quotient and the logarithm are the true ones. *)

Definition softmax {d : nat} (x : vector d) : vector d := fun i => exp (x i) / sum (fun j => exp (x j)).

Definition lse {d : nat} (x : vector d) : R := ln (sum (fun j => exp (x j))).

(** * Probabilities *)

(** The simplex, and its relative interior (for d >= 1). *)
Definition simplex {d : nat} (p : vector d) : Prop := (forall i, 0 <= p i) /\ sum p = 1.
Definition open_simplex {d : nat} (p : vector d) : Prop := (forall i, 0 < p i) /\ sum p = 1.

(** Let S map parameters to probabilities.  Theta is complete when S takes every value of the open simplex on Theta (Equation 8),
    minimal when S is one-to-one on Theta (Section 3.1). *)
Definition complete {d : nat} (S : vector d -> vector d) (Theta : vector d -> Prop) : Prop :=
  forall p, open_simplex p -> exists theta, Theta theta /\ forall i, S theta i = p i.

Definition minimal {d : nat} (S : vector d -> vector d) (Theta : vector d -> Prop) : Prop :=
  forall theta tau, Theta theta -> Theta tau -> (forall i, S theta i = S tau i) -> theta = tau.

(** * Laws with finitely many values.  The coordinates may depend on each other. *)

Record finite_law (d : nat) : Type := {
  size : nat;                                      (* how many values *)
  weight : Fin.t size -> R;                        (* the probability of each *)
  atom : Fin.t size -> vector d;                   (* the values *)
  weight_positive : forall k, 0 < weight k;
  weight_total : sum weight = 1
}.
Arguments size {d}.
Arguments weight {d}.
Arguments atom {d}.
Arguments weight_positive {d}.
Arguments weight_total {d}.

(** E g(gamma): the sum of the values of g, each times its probability. *)
Definition expectation {d : nat} (law : finite_law d) (g : vector d -> R) : R :=
  sum (fun k => weight law k * g (atom law k)).

(** Perturb-Softmax, E softmax(theta + gamma), and the perturb-log-sum-exp, E lse(theta + gamma) (Equations 6 and 7). *)
Definition mean_softmax {d : nat} (law : finite_law d) (theta : vector d) : vector d :=
  fun i => expectation law (fun g => softmax (add theta g) i).

Definition mean_lse {d : nat} (law : finite_law d) (theta : vector d) : R :=
  expectation law (fun g => lse (add theta g)).

(** The perturb-max f(theta) = E max(theta + gamma), for d = n + 1 (Equation 12). *)
Definition mean_max {n : nat} (law : finite_law (S n)) (theta : vector (S n)) : R :=
  expectation law (fun g => greatest (add theta g)).

(** p is a subgradient of f at theta: f(tau) >= f(theta) + <p, tau - theta> for every tau of R^d (Section 8.1.1 prints: of Theta). *)
Definition subgradient {d : nat} (f : vector d -> R) (theta p : vector d) : Prop :=
  forall tau, f theta + dot p (fun i => tau i - theta i) <= f tau.
