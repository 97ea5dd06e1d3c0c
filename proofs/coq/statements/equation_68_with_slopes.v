(** Equation 68, as printed, with the directional derivatives by which the paper finds it: the nine parts of the row, in their order.

    gamma is two independent signs and f(theta) = E max(theta + gamma), as in Proposition 5.5. l and u are the ends of the printed interval
    at (a, b) (its cases are disjoint and exhaust the plane, so that there is exactly one l and one u). Parts 1 and 2: l is -f'(theta; -e_1)
    and u is f'(theta; e_1); parts 3 and 4: f'(theta; 1) = 1 and f'(theta; -1) = -1; part 5: each p of the interval is a subgradient;
    parts 6 to 9: each other p violates the inequality at a point written out. Nothing is left out. *)

From Coq Require Import Reals.
From Perturb.statements Require Import common proposition_5_5.
Open Scope R_scope.

(** The right derivative of F at 0. *)
Definition slope (F : R -> R) (value : R) : Prop :=
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall e, 0 < e < delta -> Rabs ((F e - F 0) / e - value) < eps.

Definition lower_end (a b l : R) : Prop :=
  (a > b + 2 -> l = 1) /\ (b < a <= b + 2 -> l = 3 / 4) /\ (b - 2 < a <= b -> l = 1 / 4) /\ (a <= b - 2 -> l = 0).

Definition upper_end (a b u : R) : Prop :=
  (a >= b + 2 -> u = 1) /\ (b <= a < b + 2 -> u = 3 / 4) /\ (b - 2 <= a < b -> u = 1 / 4) /\ (a < b - 2 -> u = 0).

Definition equation_68_parts (f : R -> R -> R) (a b l u : R) : Prop :=
  slope (fun e => f (a - e) b) (- l) /\
  slope (fun e => f (a + e) b) u /\
  slope (fun e => f (a + e) (b + e)) 1 /\
  slope (fun e => f (a - e) (b - e)) (-1) /\
  (forall p1 p2 s1 s2, p1 + p2 = 1 -> l <= p1 <= u -> f s1 s2 >= f a b + p1 * (s1 - a) + p2 * (s2 - b)) /\
  (forall p1 p2, p1 + p2 > 1 -> f (a + 1) (b + 1) < f a b + p1 + p2) /\
  (forall p1 p2, p1 + p2 < 1 -> f (a - 1) (b - 1) < f a b - p1 - p2) /\
  (forall p1 h, p1 > u -> h > 0 ->
     a - b >= 2 \/ 0 <= a - b /\ a - b + h <= 2 \/ -2 <= a - b /\ a - b + h <= 0 \/ a - b + h <= -2 -> f (a + h) b < f a b + p1 * h) /\
  (forall p1 h, p1 < l -> h > 0 ->
     a - b <= -2 \/ a - b <= 0 /\ a - b - h >= -2 \/ a - b <= 2 /\ a - b - h >= 0 \/ a - b - h >= 2 -> f (a - h) b < f a b - p1 * h).

Definition equation_68_with_slopes : Prop :=
  (exists law, two_independent_signs law) /\
  forall law, two_independent_signs law ->
  forall a b l u, lower_end a b l -> upper_end a b u -> equation_68_parts (fun x y => mean_max law (vector_2 x y)) a b l u.
