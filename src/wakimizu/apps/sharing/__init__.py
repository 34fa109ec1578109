"""Who must know what, how long before: rules as data, notices, consultations, meetings, and how well the rules are kept."""
