(* Lemma 5.2 (Differentiability of the perturb-max), as printed.
   "Let gamma = (gamma_1, ..., gamma_d) be a vector of random variables with differentiable probability density function
   p(gamma) = prod_i p_i(gamma_i) and let f(theta) = E max(theta + gamma). Then f is differentiable and its gradient is
   grad f(theta) = E argmax(theta + gamma)."
   Encoding: Lebesgue expectations over an arbitrary probability space. Of the hypotheses one consequence is used, and it takes their place:
   ties have probability 0 at theta, that is, the probabilities that theta_i + gamma_i is greatest sum to 1. Footnote 2 (f is finite) is a
   hypothesis. Conclusions: p is a subgradient of f at theta exactly if it is the vector of these probabilities; the derivative of f in every
   direction v is sum_i v_i P(i is the argmax), for every v; and f is differentiable at theta (Frechet), its gradient the vector of these
   probabilities. Left out: that independent coordinates with densities have no ties. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import classical_sets.
From mathcomp.analysis Require Import reals ereal measure.
From Perturb.statements Require Import measure_definitions.
Set Implicit Arguments.
Unset Strict Implicit.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* P(theta_i + g_i is greatest) *)
Definition top_probability disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d)
  (theta : vector R d) (i : 'I_d) : \bar R := P [set w | forall j, plus theta (g w) j <= plus theta (g w) i].

(* f(theta) = E max(theta + g) *)
Definition mean_max disp (T : measurableType disp) (R : realType) (P : {measure set T -> \bar R}) d (g : T -> vector R d.+1)
  (theta : vector R d.+1) : \bar R := mean P (fun w => greatest (plus theta (g w))).

(* The quotient (f(theta + t v) - f(theta)) / t comes to the number as t > 0 goes to 0. [fine] is the real number that an expectation is. *)
Definition directional_derivative (R : realType) d (f : vector R d -> \bar R) (theta v : vector R d) (value : R) : Prop :=
  forall eps : R, 0 < eps -> exists t0 : R, 0 < t0 /\ forall t, 0 < t < t0 ->
    `|(fine (f (plus theta (fun i => t * v i))) - fine (f theta)) / t - value| < eps.

(* f is differentiable at theta with the gradient p: f(tau) - f(theta) - <p, tau - theta> is o(|tau - theta|), in the norm sum_i |tau_i - theta_i|,
   which is the same as in any other norm of R^d. *)
Definition differentiable_with_gradient (R : realType) d (f : vector R d -> \bar R) (theta p : vector R d) : Prop :=
  forall eps : R, 0 < eps -> exists r : R, 0 < r /\ forall tau : vector R d, (forall i, `|tau i - theta i| < r) ->
    `|fine (f tau) - fine (f theta) - inner p (fun i => tau i - theta i)| <= eps * \sum_(i < d) `|tau i - theta i|.

Definition measure_lemma_5_2 : Prop :=
  forall (R : realType) (d : nat) disp (T : measurableType disp) (P : {measure set T -> \bar R}) (g : T -> vector R d.+1),
  probability_space P -> random_vector g ->
  (forall theta, has_mean P (fun w => greatest (plus theta (g w)))) ->
  forall theta, (\sum_(i < d.+1) top_probability P g theta i)%E = 1%E ->
  (forall p, subgradient (mean_max P g) theta p <-> forall i, top_probability P g theta i = (p i)%:E) /\
  (forall v, directional_derivative (mean_max P g) theta v (\sum_(i < d.+1) fine (top_probability P g theta i) * v i)) /\
  differentiable_with_gradient (mean_max P g) theta (fun i => fine (top_probability P g theta i)).
