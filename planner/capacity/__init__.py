"""What may still be built on a plot: restrictions, land left, floor area, terrain, halls."""
