"""The areas and generated plots that all properties are asked of are what they say."""

from hypothesis import given, settings

from layers.atlas import Atlas
from planner.appraisal import appraise_many
from planner.scenario.scenario import Scenario
from tests.properties.small_areas import small_areas
from tests.tiny import rule, scenario, setback

RULES: Scenario = scenario(
    setback(4), rule("along_line", "roads", 15, effect="permit"), rule("area", "zoning")
)


def test_every_plot_of_every_area_is_appraised_in_order(any_area):
    ids = [one.plot_id for one in any_area.appraisals]
    assert ids == any_area.atlas.frame("plots")["plot_id"].tolist()
    assert len(ids) >= 4


@settings(max_examples=10)
@given(small_areas())
def test_any_small_area_can_be_appraised(area: Atlas):
    appraisals = appraise_many(None, area, RULES)
    assert [one.plot_id for one in appraisals] == area.frame("plots")["plot_id"].tolist()
