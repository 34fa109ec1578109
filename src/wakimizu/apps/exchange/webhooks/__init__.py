"""Webhooks: other systems are told, signed and again until they have heard it, what anybody may know."""
