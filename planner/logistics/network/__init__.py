"""Networks of lines: graph, snapping, shortest paths, nearest lines."""
