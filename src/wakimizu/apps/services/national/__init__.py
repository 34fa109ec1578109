"""The national form of a service (GIF 451-4 and 491-1): its columns, its code lists, reading its cells."""
