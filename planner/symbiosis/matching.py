"""Which offers could meet which needs: by code, by quality and by distance, with what is uncertain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import PlannerError
from layers.messages import Sentence
from planner.symbiosis.streams import NEED, OFFER, POSSIBLE, Entry, Haul, Stream

# How closely two entries name the same thing, the closest first.
SAME_STREAM, SAME_CODE, SAME_SUB_CHAPTER, SAME_HEADING = (
    "same_stream",
    "same_code",
    "same_sub_chapter",
    "same_heading",
)
CODE_FITS = (SAME_STREAM, SAME_CODE, SAME_SUB_CHAPTER, SAME_HEADING)
# What a match leaves open.
TEMPERATURE, PRESSURE, PURITY, MOISTURE, GRADE = "temperature", "pressure", "purity", "moisture", "grade"
QUANTITY, PLACE, LISTED_ONLY, HAZARD, PERMIT = "quantity", "place", "listed_only", "hazard", "permit"
# Kinds of entry in the list of waste: a mirror entry is hazardous or not by what is in it.
MIRROR_KINDS = ("mirror hazardous", "mirror non-hazardous")

_SUB_CHAPTER_N, _HEADING_N = 4, 4
_M_PER_KM = 1_000.0
# The properties that must be at least what the need says, and those that may be at most that.
_AT_LEAST = {"temperature_degc": TEMPERATURE, "pressure_bar": PRESSURE, "purity_share": PURITY}
_AT_MOST = {"moisture_share": MOISTURE}


@dataclass(frozen=True)
class MatchingRules:
    """What a match goes by beside the entries: figures of the scenario and the lists of the catalogue.

    `smallest_difference_k` is by how much a source of heat must be warmer than its user. `default_hauls`
    hold for what the catalogue does not know. `entry_kinds` gives the kind of each code of the list of waste.
    """

    catalogue: tuple[Stream, ...]
    default_hauls: tuple[Haul, ...]
    smallest_difference_k: float = 0.0
    entry_kinds: Mapping[str, str] | None = None


COLUMNS = (
    "offer_id",
    "need_id",
    "code_fit",
    "basis",
    "transport",
    "distance_m",
    "distance_accuracy_m",
    "nearness_share",
    "quantity_yr",
    "unit",
    "open_questions",
)


def matches(entries: Iterable[Entry], places: pd.DataFrame, rules: MatchingRules) -> pd.DataFrame:
    """Return every pair of an offer and a need that could meet, the best first.

    Parameters
    ----------
    entries : iterable of Entry
        Offers and needs, each with an id of its own.
    places : DataFrame
        A row a company, by its id: `e_m` and `n_m` in metres of one system, `accuracy_m` by which the place
        may be off. A company without a row has no match, since its distance is not known.
    rules : MatchingRules
        Catalogue, usual distances and limits.

    Returns
    -------
    DataFrame
        The columns of COLUMNS. `code_fit` is one of CODE_FITS; `basis` is POSSIBLE where either side is.
        `distance_m` is the straight line between the two places and `distance_accuracy_m` by how much it may
        be off. `transport` is the kind with the longest usual distance of those that reach so far.
        `nearness_share` is 1 next door and halves with every usual distance, measured to the far end of the
        accuracy. `quantity_yr` is the lesser of both sides, not a number where one is not known.
        `open_questions` is a tuple of what is not known or must be settled.

    Raises
    ------
    PlannerError
        Two entries have one id.

    Notes
    -----
    nearness = ½ ^ ((distance + accuracy) / usual distance)

    A pair is left out where the qualities do not fit, where the units differ, where both sides are one
    company, or where even the near end of the accuracy lies beyond the longest distance of every transport.

    References
    ----------
    Jensen, P. D. et al. (2011): Quantifying 'geographic proximity'. Resources, Conservation and Recycling 55,
    703–712: distance matters, and how much differs by stream. That nearness halves with the usual distance is
    this project's choice: it orders matches and is no probability.

    Examples
    --------
    >>> ash = Stream("ash", "fly ash", "t", "solid", hauls=(Haul("truck", 50.0, 100.0, "", ""),))
    >>> two = [
    ...     Entry("o1", "mill", OFFER, "t", stream_id="ash", quantity_yr=900.0),
    ...     Entry("n1", "road", NEED, "t", stream_id="ash", quantity_yr=400.0),
    ... ]
    >>> places = pd.DataFrame(
    ...     {"e_m": [0.0, 30_000.0], "n_m": [0.0, 40_000.0], "accuracy_m": 0.0}, index=["mill", "road"]
    ... )
    >>> found = matches(two, places, MatchingRules((ash,), ()))
    >>> found[["offer_id", "need_id", "distance_m", "nearness_share", "quantity_yr"]].values.tolist()
    [['o1', 'n1', 50000.0, 0.5, 400.0]]
    """
    table = _table(entries)
    pairs = _pairs_by_code(table, rules.catalogue)
    pairs = _within_reach(_with_places(pairs, table, places), rules)
    pairs = _with_quality(pairs, table, rules)
    return _ordered(_with_quantity(pairs, table))


def _table(entries: Iterable[Entry]) -> pd.DataFrame:
    """Return the entries as a table, a row an id."""
    rows = list(entries)
    ids = pd.Index([row.entry_id for row in rows], name="entry_id")
    table = pd.DataFrame(
        {
            "company_id": [row.company_id for row in rows],
            "kind": [row.kind for row in rows],
            "unit": [row.unit for row in rows],
            "stream_id": pd.Series([row.stream_id for row in rows], dtype=object, index=ids),
            "ewc": pd.Series([row.ewc for row in rows], dtype=object, index=ids),
            "cn": pd.Series([row.cn for row in rows], dtype=object, index=ids),
            "basis": [row.basis for row in rows],
            "quantity_yr": pd.array([row.quantity_yr for row in rows], dtype="Float64").astype(float),
            "temperature_degc": _numbers(row.quality.temperature_degc for row in rows),
            "pressure_bar": _numbers(row.quality.pressure_bar for row in rows),
            "purity_share": _numbers(row.quality.purity_share for row in rows),
            "moisture_share": _numbers(row.quality.moisture_share for row in rows),
            "grade": pd.Series([row.quality.grade for row in rows], dtype=object, index=ids),
        },
        index=ids,
    )
    twice = table.index[table.index.duplicated()]
    if len(twice):
        raise PlannerError(Sentence("The entry {entry} is there twice.", entry=twice[0]))
    return table.sort_index()


def _numbers(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _pairs_by_code(table: pd.DataFrame, catalogue: Sequence[Stream]) -> pd.DataFrame:
    """Return the pairs that name the same thing, each by its closest agreement and with its stream."""
    keys = _keys(table, catalogue)
    offers = keys[keys["entry_id"].map(table["kind"]) == OFFER]
    needs = keys[keys["entry_id"].map(table["kind"]) == NEED]
    pairs = offers.merge(needs, on=["level", "key"], suffixes=("_offer", "_need"))
    pairs = pairs.rename(columns={"entry_id_offer": "offer_id", "entry_id_need": "need_id"})
    pairs["stream_id"] = pairs["stream_id_offer"].fillna(pairs["stream_id_need"])
    pairs = pairs.sort_values(["offer_id", "need_id", "level", "key"]).drop_duplicates(
        ["offer_id", "need_id"]
    )
    offer, need = table.loc[pairs["offer_id"]], table.loc[pairs["need_id"]]
    one_company = offer["company_id"].to_numpy() == need["company_id"].to_numpy()
    one_unit = offer["unit"].to_numpy() == need["unit"].to_numpy()
    pairs = pairs[one_unit & ~one_company].reset_index(drop=True)
    pairs["code_fit"] = pairs["level"].map(dict(enumerate(CODE_FITS)))
    return pairs[["offer_id", "need_id", "level", "code_fit", "stream_id"]]


def _keys(table: pd.DataFrame, catalogue: Sequence[Stream]) -> pd.DataFrame:
    """Return what each entry may be found by: a row an entry, a level of agreement and a key."""
    stream_of = {
        code: stream.stream_id for stream in reversed(catalogue) for code in (*stream.ewc, *stream.cn)
    }
    rows = []
    for entry_id, stream_id, ewc, cn in zip(
        table.index, table["stream_id"], table["ewc"], table["cn"], strict=True
    ):
        code = ewc or cn
        stream = stream_id or stream_of.get(ewc or "") or stream_of.get(cn or "")
        keys = [
            (0, stream),
            (1, code),
            (2, ewc[:_SUB_CHAPTER_N] if ewc else None),
            (3, cn[:_HEADING_N] if cn else None),
        ]
        rows += [(entry_id, stream, level, key) for level, key in keys if key]
    return pd.DataFrame(rows, columns=["entry_id", "stream_id", "level", "key"])


def _with_places(pairs: pd.DataFrame, table: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs whose companies both have a place, with distance and accuracy."""
    ends = {}
    for side in ("offer_id", "need_id"):
        companies = table["company_id"].reindex(pairs[side]).to_numpy()
        ends[side] = places[["e_m", "n_m", "accuracy_m"]].reindex(companies).to_numpy(dtype=float)
    apart = ends["offer_id"] - ends["need_id"]
    pairs = pairs.assign(
        distance_m=np.hypot(apart[:, 0], apart[:, 1]),
        distance_accuracy_m=ends["offer_id"][:, 2] + ends["need_id"][:, 2],
    )
    return pairs[pairs["distance_m"].notna() & pairs["distance_accuracy_m"].notna()].reset_index(drop=True)


def _within_reach(pairs: pd.DataFrame, rules: MatchingRules) -> pd.DataFrame:
    """Return the pairs that some transport may join, with that of the longest usual distance."""
    hauls = {stream.stream_id: stream.hauls or rules.default_hauls for stream in rules.catalogue}
    rows = [
        (stream_id, haul.transport, haul.usual_km * _M_PER_KM, haul.max_km * _M_PER_KM)
        for stream_id, ways in {**hauls, "": rules.default_hauls}.items()
        for haul in ways
    ]
    ways = pd.DataFrame(rows, columns=["haul_of", "transport", "usual_m", "max_m"])
    haul_of = pairs["stream_id"].where(pairs["stream_id"].isin(list(hauls)), "")
    joined = pairs.assign(haul_of=haul_of).merge(ways, on="haul_of")
    nearest_m = joined["distance_m"] - joined["distance_accuracy_m"]
    farthest_m = joined["distance_m"] + joined["distance_accuracy_m"]
    joined["nearness_share"] = 0.5 ** (farthest_m / joined["usual_m"])
    joined["place_open"] = farthest_m > joined["max_m"]
    joined = joined[nearest_m <= joined["max_m"]]
    joined = joined.sort_values(
        ["offer_id", "need_id", "place_open", "usual_m", "transport"],
        ascending=[True, True, True, False, True],
    )
    return joined.drop_duplicates(["offer_id", "need_id"]).reset_index(drop=True)


def _with_quality(pairs: pd.DataFrame, table: pd.DataFrame, rules: MatchingRules) -> pd.DataFrame:
    """Return the pairs whose qualities do not contradict each other, with what is not known of them."""
    offer = table.reindex(pairs["offer_id"]).reset_index(drop=True)
    need = table.reindex(pairs["need_id"]).reset_index(drop=True)
    fits = np.ones(len(pairs), dtype=bool)
    questions: dict[str, NDArray[np.bool_]] = {}
    for column, question in (_AT_LEAST | _AT_MOST).items():
        given, asked = offer[column].to_numpy(), need[column].to_numpy()
        spare = (asked - given) if column in _AT_MOST else (given - asked)
        least = rules.smallest_difference_k if question == TEMPERATURE else 0.0
        fits &= ~(spare < least)
        questions[question] = ~np.isnan(asked) & np.isnan(given)
    graded = need["grade"].notna().to_numpy()
    known = offer["grade"].notna().to_numpy()
    fits &= ~(graded & known & (offer["grade"] != need["grade"]).to_numpy())
    questions[GRADE] = graded & ~known
    questions[QUANTITY] = (offer["quantity_yr"].isna() | need["quantity_yr"].isna()).to_numpy()
    questions[PLACE] = pairs["place_open"].to_numpy()
    questions[LISTED_ONLY] = ((offer["basis"] == POSSIBLE) | (need["basis"] == POSSIBLE)).to_numpy()
    questions |= _of_waste(offer, rules.entry_kinds or {})
    pairs = pairs.assign(open_questions=_named(questions, len(pairs)))
    pairs["basis"] = np.where(questions[LISTED_ONLY], POSSIBLE, offer["basis"])
    return pairs[fits].reset_index(drop=True)


def _of_waste(offer: pd.DataFrame, entry_kinds: Mapping[str, str]) -> dict[str, NDArray[np.bool_]]:
    """Return which offers need an assessment of hazard, and which a permit or the status of a by-product.

    A code that is not in the list is asked about as a mirror entry is: it may be hazardous.
    """
    coded = offer["ewc"].notna().to_numpy()
    kind = offer["ewc"].map(lambda code: entry_kinds.get(code, MIRROR_KINDS[0]) if code else "")
    return {HAZARD: coded & kind.isin(MIRROR_KINDS).to_numpy(), PERMIT: coded}


def _named(questions: Mapping[str, NDArray[np.bool_]], rows: int) -> list[tuple[str, ...]]:
    """Return for each row the names of the questions that are open, as a tuple."""
    names = np.array(list(questions), dtype=object)
    table = np.column_stack(list(questions.values())) if rows else np.zeros((0, len(names)), dtype=bool)
    patterns, which = np.unique(table, axis=0, return_inverse=True)
    named = [tuple(names[pattern]) for pattern in patterns]
    return [named[place] for place in which.ravel()]


def _with_quantity(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with the lesser quantity of both sides and its unit."""
    given = table["quantity_yr"].reindex(pairs["offer_id"]).to_numpy()
    asked = table["quantity_yr"].reindex(pairs["need_id"]).to_numpy()
    unit = table["unit"].reindex(pairs["offer_id"]).to_numpy()
    return pairs.assign(quantity_yr=np.minimum(given, asked), unit=unit)


def _ordered(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs, those that are stated first, then by agreement, open questions and nearness."""
    order = pairs.assign(
        _possible=pairs["basis"] == POSSIBLE,
        _questions_n=[len(asked) for asked in pairs["open_questions"]],
        _far=-pairs["nearness_share"],
    ).sort_values(["_possible", "level", "_questions_n", "_far", "offer_id", "need_id"])
    return order[list(COLUMNS)].reset_index(drop=True)
