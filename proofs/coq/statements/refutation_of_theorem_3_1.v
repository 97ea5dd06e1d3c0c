(** Theorem 3.1 (Gaussian concentration) is false as printed.

    Printed: if gamma is standard normal in R^d and |grad f|^2 <= sigma^2, then P(f(gamma) - E f(gamma) >= t) <= exp(-t^2 / 2) for all t >
    0. The bound has no sigma in it. Below d = 1; if it fails there, so does the print. Expectations and probabilities are improper
    integrals against the normal density, assumed to exist. *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition normal_density (x : R) : R := exp (- (x * x) / 2) / sqrt (2 * PI).

(** E g(gamma) exists and is m. *)
Definition normal_mean (g : R -> R) (m : R) : Prop :=
  is_RInt_gen (fun x => g x * normal_density x) (Rbar_locally m_infty) (Rbar_locally p_infty) m.

Definition theorem_3_1_as_printed : Prop :=
  forall (f slope : R -> R) (sigma mean t probability : R),
    (forall x, is_derive f x (slope x)) -> (forall x, slope x * slope x <= sigma * sigma) ->
    normal_mean f mean ->
    0 < t ->
    normal_mean (fun x => if Rle_dec t (f x - mean) then 1 else 0) probability ->
    probability <= exp (- (t * t) / 2).

Definition refutation_of_theorem_3_1 : Prop := ~ theorem_3_1_as_printed.
