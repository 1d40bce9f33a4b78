"""One appraised area for all tests of reports, and one with a hostile name."""

import pandas as pd
import pytest

from layers.atlas import Atlas
from layers.io import read_atlas, read_scenario_text
from layers.layer import Layer
from layers.specs import SPECS
from planner.appraisal import appraise_many
from planner.reports import Content
from planner.scenario.scenario import parse_scenario

HOSTILE_NAME = '<img src=x onerror=alert(1)>"; DROP TABLE plots; --'
FORMULA = '=HYPERLINK("http://example.com","x")'


def content_of(atlas: Atlas, plot_ids: list[str] | None = None) -> Content:
    scenario = parse_scenario(read_scenario_text())
    return Content(appraise_many(plot_ids, atlas, scenario), atlas, scenario)


@pytest.fixture(scope="session")
def karhula() -> Content:
    return content_of(read_atlas("karhula"))


@pytest.fixture(scope="session")
def kokkola() -> Content:
    return content_of(read_atlas("kokkola"))


@pytest.fixture(scope="session")
def hostile() -> Content:
    """Karhula with a plot whose name is a script and whose identifier is a formula."""
    atlas = read_atlas("karhula")
    plots = atlas.frame("plots")
    plots["name"] = pd.Series([HOSTILE_NAME, None, None, None], dtype=object)
    plots["plot_id"] = [FORMULA, *plots["plot_id"][1:]]
    return content_of(atlas.with_layer(Layer.build(SPECS["plots"], plots, atlas.working)))
