(** [interval] and [integral] with the integers of the standard library. Slower than with the machine's numbers, but nothing rests on axioms about
    these. Both need the option [i_prec]. *)

From Interval Require Import Tactic.
From Interval.Float Require Import Specific_stdz Specific_ops.

Module Numbers := SpecificFloat StdZRadix2.
Module Enclosures := IntervalTactic Numbers.
Export Enclosures.
