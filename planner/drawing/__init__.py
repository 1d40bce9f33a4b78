"""Draw the map and the charts: the only code that knows colours and degrees."""
