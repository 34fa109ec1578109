"""Which offices a city should have: location models solved exactly, every answer with its bound and gap."""
