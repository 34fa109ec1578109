"""The writes of the sharing room: `table`, `notices`, `consultations`, `meetings`."""
