"""Two faces on the library: the terminal and the browser."""
