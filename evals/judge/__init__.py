"""Judges: what a language model says of an answer, and whether it says what people say."""
