"""OpenStreetMap as layers of an area, from a file or over the network."""
