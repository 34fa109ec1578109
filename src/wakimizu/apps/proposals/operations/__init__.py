"""The writes of the proposals room: `proposing`, `deciding`, `measures`, `budget`."""
