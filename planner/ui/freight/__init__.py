"""The Logistics page."""
