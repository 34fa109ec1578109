"""The ward's yearly self-check, filled from what all rooms know."""
