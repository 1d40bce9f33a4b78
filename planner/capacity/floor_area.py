"""How much floor area a plan allows, how much of it is left, and which limit binds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

# The limits in the order in which a tie is named.
LIMITS = ("building_right", "coverage", "buildable_area", "volume")
NONE_GIVEN = "none_given"
_ROUNDING = 1e-9


def plan_area_m2(plots: pd.DataFrame, gross_m2: pd.Series) -> pd.Series:
    """Return the area that a plan's ratios count: the registered one where there is one, else the drawn.

    Notes
    -----
    A = registered area where the land register gives one, else the area of the drawn outline

    References
    ----------
    A plan's ratios count the plot as the register knows it: this project's reading, unverified.
    """
    return plots["recorded_area_m2"].where(plots["recorded_area_m2"] > 0, gross_m2)


def building_right_m2(plots: pd.DataFrame, area_m2: pd.Series) -> pd.Series:
    """Return the building right of each plot in k-m², not a number where the plan gives none.

    It is the floor area that the plan gives, else e × the plot's whole area: a plan's e counts the whole
    plot, not its buildable part. `area_m2` is the registered area where there is one (`plan_area_m2`).

    Notes
    -----
    building right = as the plan gives it, else e × area of the whole plot

    References
    ----------
    Finnish practice: the floor-area ratio e is floor area divided by plot area. Published check: Kapuli III,
    town of Mäntsälä.

    Examples
    --------
    Kapuli III in Mäntsälä, 21.5 ha at e = 0.6 (published: 129 000 k-m²):

    >>> plots = pd.DataFrame({"building_right_m2": [np.nan], "floor_area_ratio": [0.6]}, index=["T-6"])
    >>> float(building_right_m2(plots, pd.Series([215_000.0], index=["T-6"]))["T-6"])
    129000.0
    """
    by_ratio = plots["floor_area_ratio"] * area_m2
    return plots["building_right_m2"].where(plots["building_right_m2"].notna(), by_ratio)


def storeys_allowed(plots: pd.DataFrame, storey_height_m: float) -> pd.Series:
    """Return the storeys allowed: as given, else as many as the height allowed has room for.

    Any height has room for one storey, if a low one. The tiny addend keeps 3 × 1.1 m from counting as 2.99.

    Notes
    -----
    storeys = as given, else max(1, ⌊height allowed / storey height⌋)

    References
    ----------
    The storey height of 3.5 m in the default scenario follows the German land-use ordinance (BauNVO s 21),
    from memory, unverified.
    """
    by_height = np.floor(plots["height_m"] / storey_height_m + _ROUNDING).clip(lower=1.0)
    return plots["storeys"].where(plots["storeys"].notna(), by_height)


def limits_m2(
    plots: pd.DataFrame, area_m2: pd.Series, buildable_m2: pd.Series, storey_height_m: float
) -> pd.DataFrame:
    """Return the floor area that each limit allows, in k-m², a column a limit; NaN where it is not given.

    right; coverage × plot area × storeys; buildable area × storeys; volume ratio × plot area / storey height.
    Where nothing may be built upon, the buildable area allows nothing, whatever the storeys.

    Notes
    -----
    building right; coverage × A × n; B × n; volume ratio × A / h

    A is the plot's area (`plan_area_m2`), B its buildable area, n the storeys allowed, h the storey height.

    References
    ----------
    The quantities of a Finnish detailed plan (floor-area ratio, coverage, storeys, volume); h: the scenario.
    """
    storeys = storeys_allowed(plots, storey_height_m)
    on_buildable = (buildable_m2 * storeys).mask(buildable_m2 <= 0, 0.0)
    return pd.DataFrame(
        {
            "building_right": building_right_m2(plots, area_m2),
            "coverage": plots["coverage_ratio"] * area_m2 * storeys,
            "buildable_area": on_buildable,
            "volume": plots["volume_ratio"] * area_m2 / storey_height_m,
        }
    )


def binding(limits: pd.DataFrame) -> pd.DataFrame:
    """Return the floor area permitted in k-m², the limit that binds, and the one that would bind next.

    Columns: permitted_floor_area_m2, permitted_at_most_m2, binding_limit, next_limit. Without a building
    right the permitted floor area is not known, and what the other limits allow is an upper bound: it stands
    in permitted_at_most_m2, and the two limits are those of the bound. Where the others allow nothing,
    nothing is permitted. Without any limit the binding limit is none_given.

    Notes
    -----
    permitted floor area = the least of the limits that are given, the building right among them

    References
    ----------
    A plan's limits hold together, so the tightest decides: this project's reading of the plan regulations.

    Examples
    --------
    >>> table = pd.DataFrame({"building_right": [500.0], "coverage": [400.0], "buildable_area": [np.nan]})
    >>> binding(table)[["permitted_floor_area_m2", "binding_limit", "next_limit"]].to_dict("records")
    [{'permitted_floor_area_m2': 400.0, 'binding_limit': 'coverage', 'next_limit': 'building_right'}]
    >>> unknown = binding(table.assign(building_right=np.nan))
    >>> unknown[["permitted_floor_area_m2", "permitted_at_most_m2"]].to_numpy()
    array([[ nan, 400.]])
    """
    least = _least(limits)
    known = limits["building_right"].notna() | (least["value"] <= 0)
    return pd.DataFrame(
        {
            "permitted_floor_area_m2": least["value"].where(known),
            "permitted_at_most_m2": least["value"].mask(known),
            "binding_limit": least["first"],
            "next_limit": least["second"],
        }
    )


def _least(limits: pd.DataFrame) -> pd.DataFrame:
    """Return the least of the given limits (`value`), its name (`first`), and that of the next (`second`)."""
    values = limits.to_numpy(dtype=float)
    order = np.argsort(np.where(np.isnan(values), np.inf, values), axis=1, kind="stable")
    names = np.array([*limits.columns], dtype=object)
    given = (~np.isnan(values)).sum(axis=1)
    first, second = order[:, 0], order[:, 1]
    return pd.DataFrame(
        {
            "value": np.where(given > 0, values[np.arange(len(values)), first], np.nan),
            "first": np.where(given > 0, names[first], NONE_GIVEN),
            "second": np.where(given > 1, names[second], NONE_GIVEN),
        },
        index=limits.index,
    )


@dataclass(frozen=True)
class Existing:
    """What stands on plots, Series by plot id; not a number where it is not known.

    `used_m2` is floor area in k-m², `footprint_m2` ground under buildings, `on_buildable_m2` the part of it
    on buildable ground.
    """

    used_m2: pd.Series
    footprint_m2: pd.Series
    on_buildable_m2: pd.Series


def remaining(
    plots: pd.DataFrame,
    area_m2: pd.Series,
    buildable_m2: pd.Series,
    existing: Existing,
    storey_height_m: float,
) -> pd.DataFrame:
    """Return the floor area that may still be built in k-m², what binds it, and what would bind next.

    Columns: remaining_floor_area_m2, remaining_at_most_m2, remaining_binding_limit, remaining_next_limit.
    Existing footprints count against coverage and buildable ground; no storeys are assumed on top of them.
    Below zero a plot is over-built. Where the building right, the used floor area or a footprint that matters
    is not known, the remaining floor area is not known, and what the known limits leave is an upper bound.

    Notes
    -----
    remaining = the least of: building right − used; (coverage × A − F) × n; (B − Fᵇ) × n;
    volume ratio × A / h − used

    A is the plot's area (`plan_area_m2`), F the footprints on it, B the buildable area and Fᵇ the footprints
    on that, n the storeys allowed, h the storey height; each term counts only where the plan gives it.

    References
    ----------
    A plan's limits hold together, so the tightest decides: this project's reading of the plan regulations.

    Examples
    --------
    5 ha, coverage 0.40, two storeys, a hall of one storey over 38 % of the plot:

    >>> plot = {"building_right_m2": 50_000.0, "coverage_ratio": 0.4, "storeys": 2.0}
    >>> blank = dict.fromkeys(["floor_area_ratio", "volume_ratio", "height_m"], np.nan)
    >>> plots = pd.DataFrame({**plot, **blank}, index=["A"])
    >>> area, hall = pd.Series([50_000.0], index=["A"]), pd.Series([19_000.0], index=["A"])
    >>> left = remaining(plots, area, area, Existing(hall, hall, hall), 3.5)
    >>> round(left.loc["A", "remaining_floor_area_m2"]), left.loc["A", "remaining_binding_limit"]
    (2000, 'coverage')
    """
    allowed = limits_m2(plots, area_m2, buildable_m2, storey_height_m)
    storeys = storeys_allowed(plots, storey_height_m)
    # Whatever stands has a footprint; of one that is not known the worst is a single storey.
    worst_m2 = existing.footprint_m2.fillna(existing.used_m2)
    worst_on_buildable_m2 = existing.on_buildable_m2.fillna(
        existing.used_m2.where(existing.used_m2 < buildable_m2, buildable_m2)
    )
    terms = _left(allowed, existing.used_m2, storeys, worst_m2, worst_on_buildable_m2)
    least = _least(terms)
    bound = _least(_upper_bounds(allowed, existing, storeys))
    known = allowed["building_right"].notna() & existing.used_m2.notna()
    known &= existing.footprint_m2.notna() | (least["value"] >= bound["value"])
    shown = least.where(known, bound)
    return pd.DataFrame(
        {
            "remaining_floor_area_m2": least["value"].where(known),
            "remaining_at_most_m2": bound["value"].mask(known),
            "remaining_binding_limit": shown["first"],
            "remaining_next_limit": shown["second"],
        }
    )


def _left(
    allowed: pd.DataFrame,
    used_m2: pd.Series,
    storeys: pd.Series,
    footprint_m2: pd.Series,
    on_buildable_m2: pd.Series,
) -> pd.DataFrame:
    """Return what each limit leaves: floor area less used, ground less footprints times storeys."""
    on_buildable = (allowed["buildable_area"] - on_buildable_m2 * storeys).where(
        allowed["buildable_area"] != 0, 0.0
    )
    return pd.DataFrame(
        {
            "building_right": allowed["building_right"] - used_m2,
            "coverage": allowed["coverage"] - footprint_m2 * storeys,
            "buildable_area": on_buildable,
            "volume": allowed["volume"] - used_m2,
        }
    )


def _upper_bounds(allowed: pd.DataFrame, existing: Existing, storeys: pd.Series) -> pd.DataFrame:
    """Return what each limit leaves at most: what is not known to stand counts as not standing.

    Of used floor area without a known footprint, the least footprint is that at the storeys allowed.
    """
    used_m2 = existing.used_m2.fillna(0.0)
    least_m2 = used_m2 / storeys
    return _left(
        allowed,
        used_m2,
        storeys,
        existing.footprint_m2.fillna(least_m2),
        existing.on_buildable_m2.fillna(0.0),
    )
