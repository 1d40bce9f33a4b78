"""Parts that several pages share: pickers, tables, links."""
