"""What the city measures: indicators, targets, surveys, and whether a measure worked. Not built yet."""
