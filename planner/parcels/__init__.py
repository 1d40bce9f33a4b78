"""Plots drawn, split, merged and described, as plain geometry."""
