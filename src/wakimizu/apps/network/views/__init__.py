"""Pages of the network room: scenarios, studies, a plan carried out, what residents see of it."""
