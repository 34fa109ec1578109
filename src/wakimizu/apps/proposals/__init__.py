"""What a ward proposes and HQ must decide, with its budget and its effect. Not built yet."""
