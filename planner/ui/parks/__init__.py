"""The Parks page."""
