"""What a ward proposes and HQ must decide, with its budget, the measure that follows and what it changed."""
