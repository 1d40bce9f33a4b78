"""Documents for print: blocks of plain text and numbers, set by typst into tagged PDF."""
