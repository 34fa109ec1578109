"""What is learned from the voices people have sorted: suggestions, similar needs, voices that belong together."""
