"""Partners, visits and meetings, cases, what was lent or granted, and who helps with a need: residents, partners, the city."""
