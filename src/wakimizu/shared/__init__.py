"""What every room stands on: scoping, permission, guarded forms, files in and out. No word of the city lives here."""
