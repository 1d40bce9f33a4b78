"""Readers of files, one a kind of file."""
