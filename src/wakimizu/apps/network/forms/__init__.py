"""Forms of the network room: a scenario, a question, a plan to be carried out."""
