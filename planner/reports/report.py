"""What a report is, and what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from layers.atlas import Atlas
from layers.sources import Source
from planner.appraisal import Appraisal
from planner.logistics.freight.chain import ChainTable
from planner.scenario.diff import ScenarioChange, scenario_changes
from planner.scenario.scenario import Scenario

# The tables that the chains of freight go along, besides the area's own layers.
_FREIGHT_LAYERS = ("nodes", "road_links", "rail_links", "national_quays", "sea_ports")


@dataclass(frozen=True)
class Content:
    """What a report is made of: plots of one area as appraised, its atlas, and the scenario they went by.

    `made_at` is the only date in a report: with the same one, the same content makes the same bytes. With
    `default`, the scenario that comes with the product, a report tells in what its own differs; with `chains`
    how a firm's freight travels.
    """

    appraisals: tuple[Appraisal, ...]
    atlas: Atlas
    scenario: Scenario
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    default: Scenario | None = None
    chains: ChainTable | None = None

    @property
    def plot_ids(self) -> tuple[str, ...]:
        """Identifiers of the plots, in the order of the report."""
        return tuple(appraisal.plot_id for appraisal in self.appraisals)

    @property
    def changes(self) -> tuple[ScenarioChange, ...]:
        """In what the scenario differs from the default, as far as any figure may depend on it."""
        return scenario_changes(self.default, self.scenario) if self.default else ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Records of the files behind what the report says, in the order of the atlas."""
        used = {source.path for appraisal in self.appraisals for source in appraisal.sources}
        if self.chains is not None:
            used.update(source.path for source in self.atlas.sources_of(_FREIGHT_LAYERS))
        return tuple(source for source in self.atlas.sources if source.path in used)


@dataclass(frozen=True)
class Report:
    """One kind of report; `title` is translated where it is shown, `suffix` ends the file's name."""

    report_id: str
    title: str
    suffix: str
    media_type: str
    make: Callable[[Content], bytes]
