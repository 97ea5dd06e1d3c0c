(** Proposition 5.4 (no one-to-one mapping for bounded perturbations), as printed, with the closed forms of Equations 103 and 105.

    gamma_1 and gamma_2 are independent and uniform on [-1, 1] (the print has "U(1,-1)"). f(a, b) = E max(a + gamma_1, b + gamma_2). "A
    single-valued mapping exists": at every parameter f has exactly one subgradient, it is (P(1 wins), P(2 wins)), and these are the partial
    derivatives of f. "A one-to-one mapping does not exist": the parameters (5/2, 0) and (3, 0), no translates of each other, have the same
    probabilities. The word "smooth" about the density is left out (it is judged by itself). *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** E g(gamma_1, gamma_2) exists and is m: the integral over [-1, 1] x [-1, 1] of g(x, y) / 4, first over y, then over x. *)
Definition uniform_mean (g : R -> R -> R) (m : R) : Prop :=
  exists inner : R -> R,
    (forall x, -1 <= x <= 1 -> is_RInt (fun y => g x y / 4) (-1) 1 (inner x)) /\ is_RInt inner (-1) 1 m.

(** Equation 103, with theta = a - b. *)
Definition f (a b : R) : R :=
  if Rlt_dec 2 (a - b) then a
  else if Rle_dec 0 (a - b) then 1 / 4 * (4 / 3 + 2 * (a + b) + (a - b) ^ 2 - 1 / 6 * (a - b) ^ 3)
  else if Rle_dec (-2) (a - b) then 1 / 4 * (4 / 3 + 2 * (a + b) + (a - b) ^ 2 + 1 / 6 * (a - b) ^ 3)
  else b.

(** The first coordinate in Equation 105; the second is [1 - first_wins a b]. *)
Definition first_wins (a b : R) : R :=
  if Rlt_dec 2 (a - b) then 1
  else if Rle_dec 0 (a - b) then 1 / 2 + 1 / 2 * (a - b) - 1 / 8 * (a - b) ^ 2
  else if Rle_dec (-2) (a - b) then 1 / 2 + 1 / 2 * (a - b) + 1 / 8 * (a - b) ^ 2
  else 0.

Definition proposition_5_4 : Prop :=
  (forall a b, uniform_mean (fun x y => Rmax (a + x) (b + y)) (f a b)) /\
  (forall a b, uniform_mean (fun x y => if Rle_dec (b + y) (a + x) then 1 else 0) (first_wins a b)) /\
  (forall a b, uniform_mean (fun x y => if Rle_dec (a + x) (b + y) then 1 else 0) (1 - first_wins a b)) /\
  (forall a b, is_derive (fun t => f t b) a (first_wins a b) /\ is_derive (fun t => f a t) b (1 - first_wins a b)) /\
  (forall a b p q, (forall c d, f a b + p * (c - a) + q * (d - b) <= f c d) <-> p = first_wins a b /\ q = 1 - first_wins a b) /\
  (5 / 2 - 0 <> 3 - 0 /\ first_wins (5 / 2) 0 = first_wins 3 0).
