"""The commands of `footnote eval`, a file each."""
