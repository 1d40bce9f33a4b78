"""The words on the map's own buttons and readings, for static/map.js and static/map_tools.js."""

from planner.text import _, language


def tool_words() -> dict[str, str]:
    """Return the words by the names under which the browser asks for them."""
    return {
        "language": language(),
        "fit": _("Show the whole area"),
        "measure": _("Measure length and area"),
        "full": _("Full screen"),
        "measuring": _(
            "Click points on the map. By keyboard: move the map with the arrows, Enter sets a point in its "
            "middle. Backspace takes one back, Escape ends."
        ),
        "place": _("Reachable area from a place"),
        "placing": _(
            "Click the place that the way starts from. By keyboard: move the map with the arrows, Enter "
            "takes its middle. Escape ends."
        ),
        "length": _("Length"),
        "area": _("Area"),
        "outside": _("outside the area"),
        "unloaded": _("The map could not be loaded. Load the page anew."),
        "map": _("Map: arrows move it, + and − zoom"),
    }
