(** Theorem 5.3 (minimality of Perturb-Argmax) is false as printed.

    Printed: let Theta in R^d be convex without two different translates of each other, and let every coordinate of gamma have a positive
    differentiable density; then Theta is minimal. That the coordinates are independent is not printed. Below all coordinates are one and
    the same variable, gamma = (Z, ..., Z), where Z has a positive differentiable density; if the theorem fails for such noise, so does the
    print. As in Equation 13 the probabilities E argmax(theta + gamma) are the subgradients at theta of f(theta) = E max(theta + gamma), an
    integral over the line that is assumed to exist; minimal means that no p is a subgradient at two points of Theta. *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import common.
Open Scope R_scope.

(** The (improper) integral of g over the line exists and is m. *)
Definition integral_over_line (g : R -> R) (m : R) : Prop :=
  is_RInt_gen g (Rbar_locally m_infty) (Rbar_locally p_infty) m.

Definition positive_differentiable_density (phi : R -> R) : Prop :=
  (forall z, 0 < phi z) /\ (forall z, ex_derive phi z) /\ integral_over_line phi 1.

Definition theorem_5_3_as_printed : Prop :=
  forall (n : nat) (Theta : vector (S n) -> Prop) (phi : R -> R) (f : vector (S n) -> R),
    convex Theta -> no_two_translates Theta -> positive_differentiable_density phi ->
    (forall theta, integral_over_line (fun z => greatest (fun i => theta i + z) * phi z) (f theta)) ->
    forall theta tau p, Theta theta -> Theta tau -> subgradient f theta p -> subgradient f tau p -> theta = tau.

Definition refutation_of_theorem_5_3 : Prop := ~ theorem_5_3_as_printed.
