"""Measures the running system. Nothing here is a test: it prints what is, by the machine it ran on."""
