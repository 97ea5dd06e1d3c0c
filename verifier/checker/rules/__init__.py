"""The rules of inference behind the kinds: signs from combinations of facts, natural deduction, the normal form of exponential sums, balls."""
