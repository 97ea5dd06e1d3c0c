"""The models in mpmath, to any number of digits: estimates."""
