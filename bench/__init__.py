"""Measurements: speed, quality on public data, and the fits that settle constants."""
