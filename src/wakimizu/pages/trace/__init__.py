"""Trace: from a voice forwards to yen and indicator, and from a measure, a yen or an indicator backwards to the voices."""
