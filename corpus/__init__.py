"""The shipped article and its questions to start with."""
