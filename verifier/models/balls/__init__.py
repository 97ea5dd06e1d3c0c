"""The models in balls: certified to any number of digits."""
