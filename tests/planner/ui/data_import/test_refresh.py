"""An area of one's own read again by the page: what changes is shown before it is taken."""

import pytest

from layers.io import read_atlas
from tests.layers.io.import_samples import squares, write
from tests.planner.ui.data_import.import_steps import confirmed, done, hand_over, named, opened, press, saved
from tests.planner.ui.pages import words

pytestmark = pytest.mark.usefixtures("home")


def again(app, area="testi"):
    app.segmented_control(key="import.way").set_value("again")
    done(app)
    app.selectbox(key="import.area").set_value(area)
    return done(app)


def test_a_refresh_shows_what_changes_before_it_is_taken(tmp_path):
    saved(tmp_path)
    (tmp_path / "own.gpkg").unlink()
    write(squares(count=4).iloc[1:], tmp_path / "own.gpkg")
    app = press(again(opened()), "again")
    assert "10-4" in words(app)
    assert "10-1" in words(app)
    assert len(read_atlas("testi").frame("plots")) == 3
    assert "10-4" not in list(read_atlas("testi").frame("plots")["plot_id"])
    press(app, "take")
    assert list(read_atlas("testi").frame("plots")["plot_id"]) == ["10-2", "10-3", "10-4"]
    assert "Nothing has changed" in press(again(opened()), "again").success[0].value


def test_a_source_that_is_gone_leaves_the_last_good_copy(tmp_path):
    saved(tmp_path)
    (tmp_path / "own.gpkg").unlink()
    app = press(again(opened()), "again")
    assert "last good copy" in app.error[0].value
    assert len(read_atlas("testi").frame("plots")) == 3


def test_what_came_through_the_browser_is_handed_over_anew(tmp_path):
    app = hand_over(opened(), write(squares(), tmp_path / "tontit.zip"))
    press(named(press(confirmed(app), "check")), "save")
    app = again(opened())
    assert "tontit" in app.file_uploader[0].label
    assert "Hand over" in press(app, "again").error[0].value
    hand_over(app, write(squares(count=5), tmp_path / "uudet.zip"), field="again")
    assert "10-5" in words(press(app, "again"))
    press(app, "take")
    assert len(read_atlas("testi").frame("plots")) == 5
