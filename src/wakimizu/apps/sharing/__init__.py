"""Who must know what, how long before: notices, consultations, meetings. Not built yet."""
