"""The demo city Kumamoto: published facts, and residents’ voices that a seeded generator makes up."""
