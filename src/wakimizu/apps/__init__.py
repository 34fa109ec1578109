"""The rooms, floor by floor (ARCHITECTURE.md). A room uses what is below it, never what is above or beside it."""
