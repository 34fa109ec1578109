"""The parity audit: every office against every standard, who is affected, how far the wards are apart."""
