(** Softmax and log-sum-exp: strictly monotone and strictly convex off translates, for every d. *)

From Coq Require Import Reals Lra Classical FunctionalExtensionality.
From Perturb.statements Require Import common.
From Perturb.library Require Import sums.
Open Scope R_scope.

Lemma vector_eq {d} (x y : vector d) : (forall i, x i = y i) -> x = y.
Proof. intros H; apply functional_extensionality; exact H. Qed.

Lemma exps_positive {d} (x : vector d) (i : Fin.t d) : 0 < sum (fun j => exp (x j)).
Proof. apply sum_pos; [intros j; apply Rlt_le, exp_pos|exists i; apply exp_pos]. Qed.

Lemma softmax_positive {d} (x : vector d) i : 0 < softmax x i.
Proof. apply Rdiv_lt_0_compat; [apply exp_pos|apply (exps_positive x i)]. Qed.

Lemma softmax_total {d} (x : vector d) (i : Fin.t d) : sum (softmax x) = 1.
Proof.
  unfold softmax; rewrite (sum_ext _ (fun i => / sum (fun j => exp (x j)) * exp (x i))) by (intros; unfold Rdiv; ring).
  rewrite sum_scale; apply Rinv_l; assert (H := exps_positive x i); lra.
Qed.

Lemma softmax_exp {d} (x : vector d) i : softmax x i = exp (x i - lse x).
Proof.
  unfold softmax, lse, Rminus, Rdiv.
  rewrite exp_plus, exp_Ropp, exp_ln by apply (exps_positive x i); reflexivity.
Qed.

Lemma softmax_ln {d} (x : vector d) i : ln (softmax x i) = x i - lse x.
Proof. rewrite softmax_exp; apply ln_exp. Qed.

Lemma softmax_translate {d} (x y : vector d) : translates x y -> forall i, softmax x i = softmax y i.
Proof.
  intros [c H] i; unfold softmax.
  rewrite (sum_ext (fun j => exp (x j)) (fun j => exp c * exp (y j))) by (intros; rewrite H, exp_plus; ring).
  rewrite sum_scale, H, exp_plus.
  assert (P := exps_positive y i); assert (Q := exp_pos c); field; split; lra.
Qed.

Lemma softmax_determines {d} (x y : vector d) : (forall i, softmax x i = softmax y i) -> translates x y.
Proof.
  intros H; exists (lse x - lse y); intros i.
  assert (E := softmax_ln x i); rewrite H, softmax_ln in E; lra.
Qed.

Lemma ln_monotone_product a b : 0 < a -> 0 < b -> 0 <= (a - b) * (ln a - ln b) /\ (a <> b -> 0 < (a - b) * (ln a - ln b)).
Proof.
  intros Ha Hb; destruct (Rtotal_order a b) as [L|[E|G]].
  - assert (ln a < ln b) by (apply ln_increasing; assumption); split; [|intros _]; nra.
  - subst; split; [lra|tauto].
  - assert (ln b < ln a) by (apply ln_increasing; assumption); split; [|intros _]; nra.
Qed.

(** <softmax x - softmax y, x - y> > 0 unless x and y are translates. *)
Lemma softmax_monotone {d} (x y : vector d) :
  0 <= dot (fun i => softmax x i - softmax y i) (fun i => x i - y i) /\
  (~ translates x y -> 0 < dot (fun i => softmax x i - softmax y i) (fun i => x i - y i)).
Proof.
  destruct (index_or_none d) as [[i0 _]|N].
  2: { split; [unfold dot; rewrite sum_zero; [lra|intros i; destruct (N i)]|intros H; exfalso; apply H; exists 0; intros i; destruct (N i)]. }
  assert (E : dot (fun i => softmax x i - softmax y i) (fun i => x i - y i)
            = sum (fun i => (softmax x i - softmax y i) * (ln (softmax x i) - ln (softmax y i)))).
  { unfold dot; symmetry.
    rewrite (sum_ext _ (fun i => (softmax x i - softmax y i) * (x i - y i) + (lse y - lse x) * (softmax x i - softmax y i)))
      by (intros; rewrite !softmax_ln; ring).
    rewrite sum_add, sum_scale, sum_minus, !softmax_total by exact i0; ring. }
  rewrite E; split; [apply sum_nonneg; intros i; apply ln_monotone_product; apply softmax_positive|intros H].
  apply sum_pos; [intros i; apply ln_monotone_product; apply softmax_positive|].
  apply NNPP; intros K; apply H, softmax_determines; intros i.
  apply NNPP; intros D; apply K; exists i.
  apply ln_monotone_product; [apply softmax_positive..|exact D].
Qed.

(** <E softmax(x + gamma) - E softmax(y + gamma), x - y> as an expectation. *)
Lemma mean_softmax_product {d} (law : finite_law d) (x y v : vector d) :
  dot (fun i => mean_softmax law x i - mean_softmax law y i) v
  = expectation law (fun g => dot (fun i => softmax (add x g) i - softmax (add y g) i) v).
Proof.
  unfold dot; rewrite expectation_sum; apply sum_ext; intros i; unfold mean_softmax.
  rewrite <- expectation_minus, (Rmult_comm _ (v i)), <- expectation_scale.
  apply expectation_ext; intros; ring.
Qed.

Lemma translates_add {d} (x y g : vector d) : translates (add x g) (add y g) <-> translates x y.
Proof. unfold add; split; intros [c H]; exists c; intros i; specialize (H i); lra. Qed.

Lemma mean_softmax_monotone {d} (law : finite_law d) (x y : vector d) :
  ~ translates x y -> 0 < dot (fun i => mean_softmax law x i - mean_softmax law y i) (fun i => x i - y i).
Proof.
  intros H; rewrite mean_softmax_product, <- (expectation_constant law 0).
  apply expectation_lt; intros g.
  replace (fun i => x i - y i) with (fun i => add x g i - add y g i) by (apply vector_eq; intros i; unfold add; ring).
  apply softmax_monotone; rewrite translates_add; exact H.
Qed.

Lemma mean_softmax_determines {d} (law : finite_law d) (x y : vector d) :
  (forall i, mean_softmax law x i = mean_softmax law y i) -> translates x y.
Proof.
  intros H; apply NNPP; intros K; assert (P := mean_softmax_monotone law x y K).
  unfold dot in P; rewrite sum_zero in P; [lra|intros i; rewrite H; ring].
Qed.

Lemma mean_softmax_translate {d} (law : finite_law d) (x y : vector d) :
  translates x y -> forall i, mean_softmax law x i = mean_softmax law y i.
Proof. intros H i; apply expectation_ext; intros g; apply softmax_translate, translates_add; exact H. Qed.

Lemma mean_softmax_in_simplex {d} (law : finite_law d) (x : vector d) (i0 : Fin.t d) : open_simplex (mean_softmax law x).
Proof.
  split.
  - intros i; rewrite <- (expectation_constant law 0); apply expectation_lt; intros g; apply softmax_positive.
  - unfold mean_softmax; rewrite <- expectation_sum, <- (expectation_constant law 1).
    apply expectation_ext; intros g; apply (softmax_total (add x g) i0).
Qed.

(** * Strict convexity *)

Lemma exp_tangent u m : exp m * (1 + (u - m)) <= exp u /\ (u <> m -> exp m * (1 + (u - m)) < exp u).
Proof.
  assert (E : exp u = exp m * exp (u - m)) by (rewrite <- exp_plus; f_equal; ring).
  assert (P := exp_pos m); rewrite E; split; [|intros D].
  - destruct (Req_dec (u - m) 0) as [Z|Z]; [rewrite Z, exp_0; lra|].
    apply Rmult_le_compat_l; [lra|apply Rlt_le, exp_ineq1; exact Z].
  - apply Rmult_lt_compat_l; [exact P|apply exp_ineq1; lra].
Qed.

Lemma exp_between u v lam : 0 < lam < 1 ->
  exp (lam * u + (1 - lam) * v) <= lam * exp u + (1 - lam) * exp v /\
  (u <> v -> exp (lam * u + (1 - lam) * v) < lam * exp u + (1 - lam) * exp v).
Proof.
  intros L; set (m := lam * u + (1 - lam) * v).
  assert (E : exp m = lam * (exp m * (1 + (u - m))) + (1 - lam) * (exp m * (1 + (v - m)))) by (unfold m; ring).
  destruct (exp_tangent u m) as [U1 U2], (exp_tangent v m) as [V1 V2]; split; [nra|intros D].
  assert (u <> m) by (unfold m; intros Z; apply D; nra).
  specialize (U2 H); nra.
Qed.

Lemma lse_strictly_convex {d} (x y : vector d) lam : 0 < lam < 1 -> ~ translates x y ->
  lse (between lam x y) < lam * lse x + (1 - lam) * lse y.
Proof.
  intros L H; destruct (index_or_none d) as [[i0 _]|N]; [|exfalso; apply H; exists 0; intros i; destruct (N i)].
  set (c := lam * lse x + (1 - lam) * lse y).
  assert (S : sum (fun i => exp (lam * (x i - lse x) + (1 - lam) * (y i - lse y))) < 1).
  { apply Rlt_le_trans with (sum (fun i => lam * softmax x i + (1 - lam) * softmax y i)).
    - apply sum_lt; [intros i; rewrite !softmax_exp; apply exp_between; exact L|].
      apply NNPP; intros K; apply H; exists (lse x - lse y); intros i.
      apply NNPP; intros D; apply K; exists i; rewrite !softmax_exp; apply exp_between; [exact L|lra].
    - rewrite sum_add, !sum_scale, !softmax_total by exact i0; lra. }
  assert (E : sum (fun i => exp (between lam x y i)) = exp c * sum (fun i => exp (lam * (x i - lse x) + (1 - lam) * (y i - lse y)))).
  { rewrite <- sum_scale; apply sum_ext; intros i; rewrite <- exp_plus; f_equal; unfold between, c; ring. }
  rewrite <- (ln_exp c); apply ln_increasing; [apply exps_positive; exact i0|].
  rewrite E; assert (P := exp_pos c); nra.
Qed.

Lemma add_between {d} lam (x y g : vector d) : add (between lam x y) g = between lam (add x g) (add y g).
Proof. apply vector_eq; intros i; unfold add, between; ring. Qed.

Lemma mean_lse_strictly_convex {d} (law : finite_law d) (x y : vector d) lam : 0 < lam < 1 -> ~ translates x y ->
  mean_lse law (between lam x y) < lam * mean_lse law x + (1 - lam) * mean_lse law y.
Proof.
  intros L H; unfold mean_lse; rewrite <- !expectation_scale, <- expectation_add.
  apply expectation_lt; intros g; rewrite add_between; apply lse_strictly_convex; [exact L|rewrite translates_add; exact H].
Qed.

(** * Which probabilities softmax reaches, and strict convexity as minimality *)

Lemma softmax_onto {d} (p : vector d) : open_simplex p -> forall i, softmax (fun i => ln (p i)) i = p i.
Proof.
  intros [P T] i; unfold softmax; rewrite (sum_ext _ p), T, exp_ln by (intros; try apply exp_ln; apply P); field.
Qed.

Lemma softmax_minimal_if {d} (Theta : vector d -> Prop) (i0 : Fin.t d) : strictly_convex_on lse Theta -> minimal softmax Theta.
Proof.
  intros H x y In1 In2 E; apply NNPP; intros D.
  assert (S := H x y (1 / 2) In1 In2 D ltac:(lra)).
  destruct (softmax_determines x y E) as [c T].
  assert (L : forall z a, (forall i, z i = y i + a) -> lse z = lse y + a).
  { intros z a Z; assert (X := softmax_ln z i0); rewrite (softmax_translate z y (ex_intro _ a Z)), softmax_ln, Z in X; lra. }
  rewrite (L x c T), (L (between (1 / 2) x y) (c / 2)) in S by (intros i; unfold between; rewrite T; field); lra.
Qed.

Lemma softmax_minimal_only_if {d} (Theta : vector d -> Prop) : minimal softmax Theta -> strictly_convex_on lse Theta.
Proof.
  intros H x y lam In1 In2 D L; apply lse_strictly_convex; [exact L|intros T; apply D, H; [assumption..|]].
  apply softmax_translate; exact T.
Qed.
