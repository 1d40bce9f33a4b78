"""How the new state of a layer differs from the one that is there: rows added, gone and altered."""

from collections.abc import Sequence

import streamlit as st

from layers.mapping.changes import Alteration, Changes
from layers.specs import SPECS
from planner.text import _, n_
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import column_title, layer_title
from planner.ui.widgets.markup import joined, lines, quiet, show, strong, table, wide

_SHOWN_N = 100
_KEYS_N = 30


def render(changed: Sequence[Changes]) -> None:
    """Show what is added, gone and altered in each layer."""
    for one in changed:
        title = _("What changes in “{layer}”").format(layer=layer_title(one.layer))
        st.markdown(f"**{plain(title)}**")
        if not one:
            st.caption(_("Nothing: the rows are those that the area has."))
            continue
        altered = {entry.key for entry in one.altered}
        rows = [
            (strong(_("added")), str(len(one.added)), _keys(one.added)),
            (strong(_("gone")), str(len(one.gone)), _keys(one.gone)),
            (strong(_("altered")), str(len(altered)), _keys(sorted(altered))),
        ]
        show(table(rows, numbers=(1,), css_class="facts"))
        if one.altered:
            _altered(one.layer, one.altered)


def _keys(keys: Sequence[str]) -> str:
    some = ", ".join(keys[:_KEYS_N])
    more_n = len(keys) - _KEYS_N
    return lines(some, quiet(n_("and {n} more", "and {n} more", more_n) if more_n > 0 else ""))


def _altered(layer: str, altered: Sequence[Alteration]) -> None:
    titles = {column.name: column_title(column) for column in SPECS[layer].all_columns}
    titles["geometry"] = _("Shape")
    rows = [
        (
            one.key,
            titles.get(one.column, one.column),
            joined((one.before or "–", one.after or "–"), " → "),
        )
        for one in altered[:_SHOWN_N]
    ]
    head = (_("Row"), _("Column"), _("Before → after"))
    show(wide(table(rows, head=head, css_class="figures")))
    if len(altered) > _SHOWN_N:
        st.caption(_("The first {n} are shown.").format(n=_SHOWN_N))
