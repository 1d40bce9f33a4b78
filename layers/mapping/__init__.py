"""From other people's columns to a layer's promise: mappings, units, checks, changes. Opens no file."""
