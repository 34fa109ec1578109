"""Open data: a catalogue of tables anybody may have, each documented column by column and sent line by line."""
