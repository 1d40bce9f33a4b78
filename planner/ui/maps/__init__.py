"""Maps that several pages share: content, view, overlays."""
