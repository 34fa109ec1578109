"""Opinion groups and what they share, as Polis defines it. Not built yet."""
