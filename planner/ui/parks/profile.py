"""The profile of a park: what is known, where it comes from, and what is from memory."""

from collections.abc import Mapping, Sequence

import streamlit as st

from planner.text import _, distance, language, marked, quantity
from planner.ui import cache, state
from planner.ui.widgets import links
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import Markup, joined, lines, link, quiet, show, table, tag, wide

# So many signs of a web address are shown; the link leads to all of it.
_LONGEST_N = 36
_UNVERIFIED = "from memory, unverified"
# Field -> title, and the field that says where it comes from.
_FIELDS = (
    ("municipality", marked("Municipality"), ""),
    ("companies_n", marked("Companies"), ""),
    ("jobs_direct", marked("Direct jobs"), ""),
    ("coordinator", marked("Coordinator"), ""),
    ("business_model", marked("Business model"), ""),
    ("rail", marked("Rail"), "rail_source"),
    ("road", marked("Road"), ""),
    ("port", marked("Port"), "port_source"),
    ("port_draught_m", marked("Draught at the port, m"), "port_source"),
    ("utilities", marked("Utilities"), ""),
    ("status_note", marked("State"), ""),
)


def render(park_id: str) -> None:
    """Show the profile of one park, with the way to its area on the Map page if there is one."""
    park = cache.park(park_id)
    st.subheader(plain(park["name"]), anchor=False)
    _open_on_map(park_id)
    show(table([(quiet(name), text) for name, text in _facts(park)], css_class="facts"))
    _tell_language()


def side_by_side(park_ids: Sequence[str]) -> None:
    """Show the profiles of several parks in one table, a column each."""
    parks = [cache.park(park_id) for park_id in park_ids]
    columns = [_facts(park) for park in parks]
    rows = [(quiet(told[0][0]), *(text for _name, text in told)) for told in zip(*columns, strict=True)]
    head = ("", *(park["name"] for park in parks))
    show(wide(table(rows, head=head, css_class="compared")))
    _tell_language()


def _tell_language() -> None:
    """Say to who reads another language that the facts are in English."""
    if language() != "en":
        st.caption(_("The facts are in English, as they were compiled from the sources."))


def _facts(park: Mapping[str, str]) -> list[tuple[str, Markup]]:
    return [
        (_("Starting situation"), _told(park["situation"], park.get("starting_situation_basis") or "")),
        (_("Size"), _area(park)),
        *((_(title), _told(park.get(field), park.get(origin) or "")) for field, title, origin in _FIELDS),
        (_("Place"), _place(park)),
        (_("Sources"), lines(quiet(_links(park.get("source") or "")), quiet(park.get("as_of") or ""))),
    ]


def _open_on_map(park_id: str) -> None:
    area = next((info for info in cache.areas() if info.park_id == park_id), None)
    if area and st.button(_("Open this area on the Map"), key="parks.open", type="primary"):
        state.choose_area(area.name)
        links.open_map()


def _area(park: Mapping[str, str]) -> Markup:
    area_ha = park.get("area_ha")
    return _told(quantity(float(area_ha), "ha") if area_ha else None, park.get("area_source") or "")


def _place(park: Mapping[str, str]) -> Markup:
    accuracy_m = park.get("coord_accuracy_m")
    text = _("known to {accuracy}").format(accuracy=distance(float(accuracy_m))) if accuracy_m else None
    return _told(text, park.get("coord_source") or "")


def _told(text: str | None, origin: str) -> Markup:
    """Return a text with where it comes from; what nobody checked is marked."""
    unverified = _UNVERIFIED in f"{text} {origin}"
    shown, origin = (told.replace(f"({_UNVERIFIED})", "").strip() for told in (text or "", origin))
    return lines(
        joined(
            (shown or quiet(_("not known")), tag(_("from memory, unverified"), "warn") if unverified else "")
        ),
        quiet(_links(origin)) if text and origin != _UNVERIFIED else "",
    )


def _links(origin: str) -> Markup:
    """Return the places that a table of facts names, each web page as a link."""
    return joined((link(_short(part), part) for part in origin.split(" | ") if part), " · ")


def _short(address: str) -> str:
    """Return an address as a reader needs it: without scheme, and cut where it is long.

    Examples
    --------
    >>> _short("https://www.kip.fi/en/frontpage.html"), _short("Guide of 2020")
    ('kip.fi/en/frontpage.html', 'Guide of 2020')
    """
    if not address.startswith(("https://", "http://")):
        return address
    bare = address.split("://", 1)[1].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= _LONGEST_N else f"{bare[: _LONGEST_N - 1]}…"
