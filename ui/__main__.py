"""`python -m ui`: the program without its installed script."""

from ui.cli import main

main()
