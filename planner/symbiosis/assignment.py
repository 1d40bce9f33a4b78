"""The best use of a park's offers: which offer goes to which need in which month, and what stays over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from layers.errors import PlannerError
from layers.messages import Sentence
from planner.symbiosis.streams import MONTHS_N, Entry

# What counts as nothing beside the largest quantity: the solver's own accuracy.
_ROUNDING_SHARE = 1e-7


@dataclass(frozen=True)
class Assignment:
    """Who gives how much to whom, and what is left on both sides; quantities a year in each entry's unit.

    `flows` has the columns offer_id, need_id, quantity_yr and distance_m. `left` has a row an entry that has
    a quantity: kind, quantity_yr, assigned_yr and left_yr. Entries without a quantity take no part and are
    named in `without_quantity`.
    """

    flows: pd.DataFrame
    left: pd.DataFrame
    without_quantity: tuple[str, ...]


def assign(
    pairs: pd.DataFrame, entries: Iterable[Entry], values: Mapping[tuple[str, str], float] | None = None
) -> Assignment:
    """Return the assignment that moves most, and among those the one that carries it least far.

    Parameters
    ----------
    pairs : DataFrame
        Who may give to whom: `offer_id`, `need_id`, `distance_m`, as `matching.matches` returns them.
    entries : iterable of Entry
        The offers and needs with their quantities and seasons.
    values : mapping, optional
        What one unit is worth between an offer and a need, after transport, in euros: then the assignment is
        worth most, and a pair that is worth nothing or less is not used. Without it every unit counts one.

    Returns
    -------
    Assignment
        No offer is given twice and no need is filled beyond its quantity, in any month.

    Raises
    ------
    PlannerError
        A quantity is negative, or the shares of the months are not twelve that add up to one.

    Notes
    -----
    maximise Σ value × x, subject to Σ x ≤ the quantity of each offer and each need, month by month;
    then minimise Σ distance × x among the solutions of that value. Solved by HiGHS.

    References
    ----------
    The transportation problem: Hitchcock, F. L. (1941), Journal of Mathematics and Physics 20, 224–230.

    Examples
    --------
    One offer of 100 t for two needs of 80 t, the second of them nearer:

    >>> three = [
    ...     Entry("o", "a", "offer", "t", quantity_yr=100.0),
    ...     Entry("far", "b", "need", "t", quantity_yr=80.0),
    ...     Entry("near", "c", "need", "t", quantity_yr=80.0),
    ... ]
    >>> pairs = pd.DataFrame(
    ...     {"offer_id": ["o", "o"], "need_id": ["far", "near"], "distance_m": [9_000.0, 1_000.0]}
    ... )
    >>> best = assign(pairs, three)
    >>> best.flows[["need_id", "quantity_yr"]].round(6).values.tolist()
    [['far', 20.0], ['near', 80.0]]
    >>> best.left["left_yr"].round(6).to_dict()
    {'far': 60.0, 'near': 0.0, 'o': 0.0}
    """
    known, without = _quantities(entries)
    flows = _flows(pairs, known, values)
    return Assignment(flows, _left(known, flows), without)


def _flows(
    pairs: pd.DataFrame, known: pd.DataFrame, values: Mapping[tuple[str, str], float] | None
) -> pd.DataFrame:
    """Return the best flows between entries whose quantity is known, in the order of their ids."""
    usable = pairs[pairs["offer_id"].isin(known.index) & pairs["need_id"].isin(known.index)]
    worth = _worth(usable, values)
    usable, worth = usable[worth > 0], worth[worth > 0]
    order = np.lexsort((usable["need_id"], usable["offer_id"]))
    usable, worth = usable.iloc[order].reset_index(drop=True), worth[order]
    moved = _solve(usable, worth, known)
    flows = usable[["offer_id", "need_id"]].assign(quantity_yr=moved, distance_m=usable["distance_m"])
    largest = float(known["quantity_yr"].max()) if len(known) else 0.0
    return flows[moved > _ROUNDING_SHARE * largest].reset_index(drop=True)


def greedy(pairs: pd.DataFrame, entries: Iterable[Entry]) -> pd.DataFrame:
    """Return the flows that firms would agree to one after the other: pair by pair, in the order given.

    It is what a coordinator with a list would do, and the yardstick for `assign`, which never moves less.
    Seasons count. Columns: offer_id, need_id, quantity_yr.
    """
    known, _ = _quantities(entries)
    left = {entry_id: row.copy() for entry_id, row in zip(known.index, _by_month(known), strict=True)}
    rows = []
    for offer_id, need_id in zip(pairs["offer_id"], pairs["need_id"], strict=True):
        if offer_id in left and need_id in left:
            moved = np.minimum(left[offer_id], left[need_id])
            left[offer_id] -= moved
            left[need_id] -= moved
            rows.append((offer_id, need_id, float(moved.sum())))
    return pd.DataFrame(rows, columns=["offer_id", "need_id", "quantity_yr"])


def _quantities(entries: Iterable[Entry]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return kind, quantity and months of the entries with a quantity, by id; and the ids of the rest."""
    rows = sorted(entries, key=lambda entry: entry.entry_id)
    known = [row for row in rows if row.quantity_yr is not None]
    for row in known:
        _check(row)
    table = pd.DataFrame(
        {
            "kind": [row.kind for row in known],
            "quantity_yr": [float(row.quantity_yr or 0.0) for row in known],
            "months": [row.monthly_shares or (1 / MONTHS_N,) * MONTHS_N for row in known],
        },
        index=pd.Index([row.entry_id for row in known], name="entry_id"),
    )
    return table, tuple(row.entry_id for row in rows if row.quantity_yr is None)


def _check(entry: Entry) -> None:
    quantity, months = entry.quantity_yr, entry.monthly_shares
    if quantity is None or not (np.isfinite(quantity) and quantity >= 0):
        raise PlannerError(
            Sentence("The quantity of {entry} must be zero or more a year.", entry=entry.entry_id)
        )
    if months is not None and not (
        len(months) == MONTHS_N and min(months) >= 0 and abs(sum(months) - 1) <= 1e-6  # noqa: PLR2004
    ):
        raise PlannerError(
            Sentence(
                "The months of {entry} must be twelve shares that add up to 1 (100 %).", entry=entry.entry_id
            )
        )


def _worth(pairs: pd.DataFrame, values: Mapping[tuple[str, str], float] | None) -> NDArray[np.float64]:
    if values is None:
        return np.ones(len(pairs))
    ids = zip(pairs["offer_id"], pairs["need_id"], strict=True)
    return np.array([values.get(pair, 0.0) for pair in ids], dtype=float)


def _by_month(known: pd.DataFrame) -> NDArray[np.float64]:
    """Return the quantities by month, a row an entry."""
    shares = np.array(known["months"].tolist(), dtype=float).reshape(len(known), MONTHS_N)
    monthly: NDArray[np.float64] = shares * known["quantity_yr"].to_numpy()[:, None]
    return monthly


def _solve(pairs: pd.DataFrame, worth: NDArray[np.float64], known: pd.DataFrame) -> NDArray[np.float64]:
    """Return the quantity a year of each pair."""
    if pairs.empty:
        return np.zeros(0)
    # Months in which every quantity is the same are one period: with even seasons the whole year is.
    periods, months_n = np.unique(_by_month(known), axis=1, return_counts=True)
    of_offer = known.index.get_indexer(pairs["offer_id"])
    of_need = known.index.get_indexer(pairs["need_id"])
    distance_m = pairs["distance_m"].to_numpy(dtype=float)
    moved = np.zeros(len(pairs))
    for period, count in zip(periods.T, months_n, strict=True):
        moved += count * _best(of_offer, of_need, period, worth, distance_m)
    return moved


def _best(
    of_offer: NDArray[np.intp],
    of_need: NDArray[np.intp],
    most: NDArray[np.float64],
    worth: NDArray[np.float64],
    distance_m: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the quantities of one period: the most value, carried the least far."""
    pairs_n, scale = len(of_offer), float(most.max())
    if scale <= 0:
        return np.zeros(pairs_n)
    ends = np.concatenate([of_offer, of_need])
    of_pair = np.tile(np.arange(pairs_n), 2)
    use = sparse.csr_matrix((np.ones(2 * pairs_n), (ends, of_pair)), (len(most), pairs_n))
    limits = most / scale
    first = linprog(-worth, A_ub=use, b_ub=limits, method="highs")
    # Every solution that is worth as much uses the same limits to the full and leaves the same pairs unused
    # (complementary slackness): among these the one that carries least far.
    is_full = first.ineqlin.marginals < -_ROUNDING_SHARE
    may_move = first.lower.marginals <= _ROUNDING_SHARE
    second = linprog(
        distance_m / max(float(distance_m.max()), 1.0),
        A_ub=use[~is_full],
        b_ub=limits[~is_full],
        A_eq=use[is_full],
        b_eq=limits[is_full],
        bounds=np.column_stack([np.zeros(pairs_n), np.where(may_move, np.inf, 0.0)]),
        method="highs",
    )
    best = second.x if second.success else first.x
    moved: NDArray[np.float64] = np.clip(best, 0.0, None) * scale
    return moved


def _left(known: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Return what each entry has, what of it is assigned, and what is left."""
    assigned = (
        flows.groupby("offer_id")["quantity_yr"]
        .sum()
        .add(flows.groupby("need_id")["quantity_yr"].sum(), fill_value=0.0)
    )
    table = known[["kind", "quantity_yr"]].assign(assigned_yr=assigned.reindex(known.index).fillna(0.0))
    return table.assign(left_yr=(table["quantity_yr"] - table["assigned_yr"]).clip(lower=0.0))
