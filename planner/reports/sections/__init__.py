"""Sections of printed reports, one file each, in the order in which they are read."""
