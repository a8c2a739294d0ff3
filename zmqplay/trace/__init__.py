"""One's own programs, watched unmodified: `inside/` runs in them, `programs.py` reads what it tells."""
