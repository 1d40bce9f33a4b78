"""The draft of an area's plots: the edits of this session, what they make, and what they are appraised as.

A draft is a list of edits, kept for one session and seen by no other; what edits make is kept by their
values. Undone is what is left out of the list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from layers.errors import SijaintiError
from planner import appraisal as appraising
from planner.appraisal import Appraisal
from planner.capacity.restrictions import Restricted, restrict
from planner.parcels.edits import Edit, Parcelled, apply, shape_text
from planner.text import _, translate
from planner.ui import cache, state

# What is offered besides looking at plots; the order is that of the page.
TOOLS = ("draw", "split", "merge", "reshape", "remove")
# A tool that works on one plot, or on several.
SINGLE, SEVERAL = ("split", "reshape", "remove"), ("merge",)


@dataclass(frozen=True)
class Draft:
    """The edits made, those undone, the tool in hand, the plots chosen, and what went wrong at last.

    `turn_n` counts what was done: a shape drawn in an earlier turn is old.
    """

    edits: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()
    tool: str = ""
    chosen: tuple[str, ...] = ()
    fault: str = ""
    turn_n: int = 0


def current(area: str) -> Draft:
    """Return the draft of this session for an area; it begins with the plot that other pages show."""
    found: Draft | None = state.held(_key(area))
    plot = state.current().plot
    return found or Draft(chosen=(plot,) if plot else ())


def change(area: str, **fields: Any) -> Draft:
    """Set these fields of the draft and return it."""
    draft = replace(current(area), **fields)
    state.hold(_key(area), draft)
    return draft


def _key(area: str) -> str:
    return f"draft.{area}"


@cache.cached_per_language(8)
def parcelled(area: str, edits: tuple[Edit, ...]) -> Parcelled:
    """Return what these edits make of an area's plots, one after the other."""
    if not edits:
        return Parcelled(cache.atlas(area), (), (), ())
    return apply(parcelled(area, edits[:-1]).atlas, edits[-1])


@cache.cached_per_language(64)
def appraisal(area: str, edits: tuple[Edit, ...], plot_id: str, scenario_name: str) -> Appraisal:
    """Return the appraisal of a plot of the draft."""
    return appraising.appraise(
        plot_id, parcelled(area, edits).atlas, cache.scenario(scenario_name), cache.today()
    )


@cache.cached_per_language(64)
def restricted(area: str, edits: tuple[Edit, ...], plot_id: str, scenario_name: str) -> Restricted:
    """Return what the rules leave of a plot of the draft."""
    return restrict(parcelled(area, edits).atlas, cache.scenario(scenario_name), [plot_id])


@cache.cached(8)
def titles(area: str, edits: tuple[Edit, ...]) -> Mapping[str, str]:
    """Return identifier -> what a list of the draft's plots shows: identifier, code and name."""
    if not edits:
        return cache.plot_titles(area)
    plots = parcelled(area, edits).atlas.frame("plots")
    rows = zip(plots["plot_id"], plots["zoning_code"], plots["name"], strict=True)
    shown = [" · ".join(part for part in row if isinstance(part, str)) for row in rows]
    return MappingProxyType(dict(zip(plots["plot_id"], shown, strict=True)))


def touched(area: str, edits: tuple[Edit, ...]) -> frozenset[str]:
    """Return the plots that the edits made, changed or let go."""
    steps = [parcelled(area, edits[:count]) for count in range(1, len(edits) + 1)]
    return frozenset(name for step in steps for name in (*step.made, *step.gone))


def attempt(area: str, tool: str, *, shape: Any = None, accuracy_m: float | None = None, **more: Any) -> None:
    """Do an edit, or say why it cannot be done; the plots are those chosen unless others are named."""
    draft = current(area)
    edit = Edit(
        tool=tool,
        day=date.today().isoformat(),  # noqa: DTZ011 - the day of the person at the screen
        # In the language of this moment: later edits name the plot, whatever is spoken then.
        plot_ids=(_("new"),) if tool == "draw" else more.pop("plot_ids", draft.chosen),
        shape_wkt="" if shape is None else shape_text(shape),
        accuracy_m=accuracy_m,
        values=tuple(more.items()),
    )
    edits = (*draft.edits, edit)
    try:
        made = parcelled(area, edits)
    except SijaintiError as error:
        refuse(area, translate(error))
        return
    change(area, edits=edits, undone=(), tool="", chosen=made.made[:1], fault="", turn_n=draft.turn_n + 1)


def refuse(area: str, sentence: str) -> None:
    """Say why nothing was done."""
    change(area, fault=sentence, turn_n=current(area).turn_n + 1)


def undo(area: str) -> None:
    """Take the last edit back."""
    draft = current(area)
    if draft.edits:
        undone = (*draft.undone, draft.edits[-1])
        _move(area, edits=draft.edits[:-1], undone=undone)


def redo(area: str) -> None:
    """Do what was undone last."""
    draft = current(area)
    if draft.undone:
        _move(area, edits=(*draft.edits, draft.undone[-1]), undone=draft.undone[:-1])


def start_over(area: str) -> None:
    """Let the whole draft go; it can be undone as long as the session lasts."""
    draft = current(area)
    _move(area, edits=(), undone=(*draft.undone, *reversed(draft.edits)))


def let_go(area: str) -> None:
    """Forget the draft, with all that was undone."""
    state.hold(_key(area), Draft(turn_n=current(area).turn_n + 1))


def _move(area: str, edits: tuple[Edit, ...], undone: tuple[Edit, ...]) -> None:
    """Go to another state of the draft; what is not a plot there is no longer chosen."""
    chosen = parcelled(area, edits).made[:1] if edits else ()
    turn_n = current(area).turn_n + 1
    change(area, edits=edits, undone=undone, chosen=chosen, fault="", tool="", turn_n=turn_n)


def take_tool(area: str, key: str) -> None:
    """Take the tool that a widget says into the hand; none is for looking at plots."""
    draft, tool = current(area), state.value(key) or ""
    chosen = () if tool == "draw" else draft.chosen
    change(area, tool=tool, chosen=chosen, fault="", turn_n=draft.turn_n + 1)


def take_chosen(area: str, key: str) -> None:
    """Choose the plots that a widget says: one, or several."""
    told_ = state.value(key) or ()
    chosen = (told_,) if isinstance(told_, str) else tuple(told_)
    change(area, chosen=chosen, fault="", turn_n=current(area).turn_n + 1)


def click(area: str, plot_id: str) -> None:
    """Choose the plot that was clicked; of several, a second click lets it go."""
    draft = current(area)
    if draft.tool in SEVERAL:
        others = tuple(one for one in draft.chosen if one != plot_id)
        chosen = others if plot_id in draft.chosen else (*draft.chosen, plot_id)
    else:
        chosen = (plot_id,)
    change(area, chosen=chosen, fault="", turn_n=draft.turn_n + 1)
