"""The harness held against itself."""
