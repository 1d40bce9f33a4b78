"""A second computation of every figure, written apart from the first: agreement is evidence for both.

Nothing here imports the modules that compute the figures that are shown; an import contract sees to that.
Both use the same readers of files and of scenarios.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.atlas import Atlas
from planner.scenario.scenario import Scenario
from planner.verification.figures import NOT_RECOMPUTED, Difference, Figures, compare, figures_of
from planner.verification.floor_area import recompute_floor_area
from planner.verification.ground import recompute_ground
from planner.verification.nationwide import recompute_nationwide
from planner.verification.places import recompute_straight_lines, without_those_beyond
from planner.verification.roads import recompute_roads
from planner.verification.scores import recompute_scores


@dataclass(frozen=True)
class FigureCheck:
    """How many figures of how many plots were compared, and those that differ.

    `not_recomputed` names parts of the appraisals that are there and were not compared.
    """

    plots_n: int
    figures_n: int
    differences: tuple[Difference, ...]
    not_recomputed: tuple[str, ...]


def check_figures(
    atlas: Atlas,
    scenario: Scenario,
    appraisals: Sequence[Mapping[str, Any]],
    ranks: Mapping[str, int],
    progress: Callable[[str], None] = lambda _step: None,
) -> FigureCheck:
    """Return the comparison of appraisals with a second computation.

    The appraisals are as `Appraisal.to_dict` gives them, and of all plots; `ranks` has the rank of each plot
    that has one.
    """
    independent = recompute(atlas, scenario, progress)
    ours = {
        plot_id: figures_of({**appraisal, "rank": ranks.get(plot_id)})
        for appraisal in appraisals
        if (plot_id := appraisal["plot_id"])
    }
    differences = [
        difference
        for plot_id in dict.fromkeys((*independent, *ours))
        for difference in compare(plot_id, ours.get(plot_id, {}), independent.get(plot_id, {}))
    ]
    left_out = (part for part in NOT_RECOMPUTED if any(appraisal.get(part) for appraisal in appraisals))
    figures_n = sum(len(figures) for figures in ours.values())
    return FigureCheck(len(ours), figures_n, tuple(differences), tuple(left_out))


def recompute(
    atlas: Atlas, scenario: Scenario, progress: Callable[[str], None] = lambda _step: None
) -> dict[str, Figures]:
    """Return the figures of every plot, recomputed."""
    progress("areas")
    grounds = recompute_ground(atlas, scenario)
    progress("floor_area")
    parts = [recompute_floor_area(atlas, scenario, grounds)]
    progress("straight_lines")
    parts.append(without_those_beyond(atlas, recompute_straight_lines(atlas)))
    progress("roads")
    parts.append(without_those_beyond(atlas, recompute_roads(atlas)))
    progress("nationwide")
    parts.append(without_those_beyond(atlas, recompute_nationwide(atlas, scenario)))
    figures: dict[str, Figures] = {}
    for plot_id, ground in grounds.items():
        figures[plot_id] = dict(ground.figures)
        for part in parts:
            figures[plot_id] |= part[plot_id]
    progress("scores")
    for plot_id, scores in recompute_scores(atlas, scenario, figures).items():
        figures[plot_id] |= scores
    return figures
