"""What residents say, and how it comes back answered: voices, the needs that group them, the answers to all of them."""
