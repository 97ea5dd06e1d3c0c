(** Theorem 3.1 (Gaussian concentration) is false as printed, in every dimension and for every sigma > 1.

    Printed: if gamma is standard normal in R^d and |grad f|^2 <= sigma^2, then P(f(gamma) - E f(gamma) >= t) <= exp(-t^2 / 2) for all
    t > 0. The bound has no sigma in it. Below the print is read for one d and one sigma; for no d >= 1 and sigma > 1 is it true. (For
    sigma <= 1 it follows from the repaired bound.) Expectations over R^d are iterated improper integrals, one coordinate after the other,
    assumed to exist. A second part is the instance d = 2, f(gamma) = gamma_1 - gamma_2, t = 3, whose probability is one integral over
    the difference. Left out: that an iterated integral is the one over R^d (Fubini's theorem), that the difference is normal with
    variance 2. *)

From Coq Require Fin.
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Perturb.statements Require Import common gaussian_law.
Open Scope R_scope.

(** The standard normal density on the line, up to its factor: exp(-x^2 / 2). *)
Definition bell (x : R) : R := exp (- (x * x) / 2).

(** E g(gamma) exists and is m, for one standard normal variable: the integral of g times the bell is m times that of the bell. *)
Definition normal_mean_1 (g : R -> R) (m : R) : Prop :=
  exists total : R, 0 < total /\
    is_RInt_gen bell (Rbar_locally m_infty) (Rbar_locally p_infty) total /\
    is_RInt_gen (fun x => g x * bell x) (Rbar_locally m_infty) (Rbar_locally p_infty) (m * total).

(** (x, rest_1, ..., rest_n) *)
Definition prepend {n : nat} (x : R) (rest : vector n) : vector (S n) := fun i => Fin.caseS' i (fun _ => R) x rest.

(** E g(gamma) exists and is m, for d independent standard normal variables: the mean over the first of the means over the others. *)
Fixpoint normal_mean {d : nat} : (vector d -> R) -> R -> Prop :=
  match d return (vector d -> R) -> R -> Prop with
  | O => fun g m => forall x, g x = m
  | S n => fun g m => exists inner : R -> R,
      (forall x, normal_mean (fun rest : vector n => g (prepend x rest)) (inner x)) /\ normal_mean_1 inner m
  end.

Definition difference {d : nat} (y x : vector d) : vector d := fun i => y i - x i.
Definition norm {d : nat} (x : vector d) : R := sqrt (dot x x).

(** f is differentiable at x with this gradient. *)
Definition has_gradient {d : nat} (f : vector d -> R) (x gradient : vector d) : Prop :=
  forall eps, 0 < eps -> exists delta, 0 < delta /\
    forall y, norm (difference y x) < delta ->
      Rabs (f y - f x - dot gradient (difference y x)) <= eps * norm (difference y x).

Definition theorem_3_1_as_printed (d : nat) (sigma : R) : Prop :=
  forall (f : vector d -> R) (gradient : vector d -> vector d) (mean t probability : R),
    (forall x, has_gradient f x (gradient x)) -> (forall x, dot (gradient x) (gradient x) <= sigma * sigma) ->
    normal_mean f mean ->
    0 < t ->
    normal_mean (fun x => if Rle_dec t (f x - mean) then 1 else 0) probability ->
    probability <= exp (- (t * t) / 2).

(** P(gamma_1 > 3 + gamma_2) is the probability of the first choice at theta = (-3, 0). *)
Definition refutation_of_theorem_3_1 : Prop :=
  (forall (d : nat) (sigma : R), (1 <= d)%nat -> 1 < sigma -> ~ theorem_3_1_as_printed d sigma) /\
  exists p : R, gaussian_argmax_probability (-3) p /\ exp (- (3 * 3) / 2) < p.
