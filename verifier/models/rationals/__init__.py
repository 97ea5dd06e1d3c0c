"""The models in rational numbers, and their subdifferentials as polytopes."""
