"""A ward's yearly self-check of the four duties that article 35 of the basic ordinance gives it."""
