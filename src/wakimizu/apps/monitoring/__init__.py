"""What the city measures: indicators with where every number came from, the plan and its targets, whether a measure worked."""
