"""Maps for print: SVG at an exact scale."""
