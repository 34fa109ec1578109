"""What counters do: the catalogue, the standard each service must meet, what each office offers, who holds which duty. Not built yet."""
