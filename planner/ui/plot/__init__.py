"""The Plot page."""
