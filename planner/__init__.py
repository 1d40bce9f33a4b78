"""Reasoning about plots: what may still be built, how far it is, with whom, and why here."""
