"""Systems to be better than."""
