"""What happened, provably: append-only entries, sealed into a chain of Merkle trees, with proofs anyone can check."""
