"""Population projection by cohort and component, households, control to totals. Not built yet."""
