"""What residents read about offices: what they offer, when they are open, how to get in, where they stand."""
