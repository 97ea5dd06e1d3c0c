"""The models in float64, in batches: estimates."""
