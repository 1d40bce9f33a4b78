"""Maps for the browser."""
