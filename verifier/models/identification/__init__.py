"""From probabilities back to parameters, with a proof of uniqueness, or the reason why there is none."""
