"""Places, offices, people's posts, the calendar: what every room above stands on."""
