"""E-mail: what residents and offices are written, and what residents write to the city."""
