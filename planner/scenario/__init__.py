"""Scenarios: rules, weights and factors as data; their edits and their differences."""
