"""Areas: a folder each, with area.toml and the files of its layers; read, written, checked, refreshed."""
