"""The writes of the community room: `partners`, `visits`, `cases`."""
