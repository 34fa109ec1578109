"""Travel-time matrices on foot, by car and by public transport. Not built yet."""
