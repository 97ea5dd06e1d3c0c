"""One module per kind of certificate, each with a function `check`."""
