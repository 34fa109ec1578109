"""The engines: plain Python beside the house.

Values in, values out: no Django, no clock, no database, and chance only as a seed passed in. Each engine is useful
alone (`from wakimizu.engines import language`); an app reaches one only through its own `analysis`, `operations` or
`queries`. What they refuse and note has one form (`words.py`), which whoever keeps or shows it may know.
"""
