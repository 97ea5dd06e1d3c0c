From Coq Require Import Reals.
From Perturb.statements Require Import common claim_log_sum_exp_is_strictly_convex_off_translations.
From Perturb.library Require Import softmax.

Theorem proved : claim_log_sum_exp_is_strictly_convex_off_translations.
Proof. intros d theta tau lam; apply lse_strictly_convex. Qed.
