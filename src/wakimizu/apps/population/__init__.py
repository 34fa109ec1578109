"""Who lives where: base population by area, sex and age, projections, households, each with source and vintage. Not built yet."""
