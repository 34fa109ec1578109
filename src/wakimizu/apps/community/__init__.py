"""Partners, visits and meetings, cases from elsewhere, deliberation. Not built yet."""
