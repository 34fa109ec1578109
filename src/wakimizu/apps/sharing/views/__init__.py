"""Staff pages of the sharing room, by what they show."""
