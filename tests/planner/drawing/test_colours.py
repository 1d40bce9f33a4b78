import pytest

from layers.specs.plots import STATUSES
from planner.drawing.colours import GROUND, INK, PAPER, QUIET_INK, STATUS_LOOKS, contrast_ratio

OKABE_ITO = {"#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}
GREY = "#b3b3b3"


def test_every_status_has_a_look_and_its_own_letter():
    assert set(STATUS_LOOKS) == set(STATUSES)
    letters = [look.letter for look in STATUS_LOOKS.values()]
    assert len(set(letters)) == len(letters)


def test_statuses_are_told_apart_by_colour_blind_readers_too():
    fills = [look.fill for look in STATUS_LOOKS.values()]
    assert len(set(fills)) == len(fills)
    assert set(fills) <= OKABE_ITO | {GREY}


@pytest.mark.parametrize("ink", [INK, QUIET_INK])
@pytest.mark.parametrize("ground", [PAPER, GROUND])
def test_text_on_the_map_can_be_read(ink, ground):
    assert contrast_ratio(ink, ground) >= 4.5


def test_the_style_sheet_of_the_map_writes_in_these_inks(root):
    css = (root / "static" / "map.css").read_text(encoding="utf-8")
    assert INK in css
    assert QUIET_INK in css
