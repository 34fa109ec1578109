"""One module for each room of the house: what machines read of it, and what they may do to it."""
