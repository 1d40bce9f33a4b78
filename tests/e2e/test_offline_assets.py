"""The map is drawn by what the app itself serves: every element works, and no request leaves the machine."""

import hashlib
import re
import tomllib

import pytest
from playwright.sync_api import expect

from planner.drawing.web import assets
from tests.e2e.waits import MAP, resting_map, until

ELEMENTS = [assets.OfflineMap, assets.OfflineMarkerCluster]
# What the app serves, and what only tests need.
VENDORED = ("static/vendor", "tests/vendor")


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_address_of_an_element_is_a_file_we_serve(element, root):
    for name, address in element.default_js + element.default_css:
        assert address == f"../../app/static/{name}"
        assert (root / "static" / name).is_file()


def test_folium_itself_is_left_as_it_is():
    from folium import Map

    assert assets.OfflineMap.default_js is not Map.default_js
    assert all(address.startswith("https://") for _name, address in Map.default_js)


@pytest.mark.parametrize("folder", VENDORED)
def test_the_manifest_lists_every_vendored_file_with_its_hash(root, folder):
    vendor = root / folder
    manifest = tomllib.loads((vendor / "manifest.toml").read_text(encoding="utf-8"))
    listed = {path: digest for package in manifest.values() for path, digest in package["sha256"].items()}
    found = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "manifest.toml"
    }
    assert found == listed


@pytest.mark.parametrize("place", VENDORED)
def test_every_vendored_package_names_its_licence_and_keeps_its_text(root, place):
    vendor = root / place
    manifest = tomllib.loads((vendor / "manifest.toml").read_text(encoding="utf-8"))
    for folder, package in manifest.items():
        assert package["licence"]
        assert package["version"] in package["url"]
        assert (vendor / folder / "LICENSE").read_text(encoding="utf-8").strip()


def test_the_map_draws_switches_hovers_and_clicks_without_the_internet(page, serve, witness):
    page.goto(serve("offline_map.py"))
    page.get_by_role("heading", name="Tehdasalue Ääkkönen").wait_for()
    frame = page.frame_locator(MAP)
    plot = frame.locator("path.plot")
    plot.wait_for()

    resting_map(page)
    plot.hover()
    frame.locator(".leaflet-tooltip", has_text="Plot 1").wait_for()
    plot.click()
    page.get_by_text("Clicked: Plot 1").wait_for()
    frame.locator(".leaflet-popup", has_text="Plot 1").wait_for()

    switch = frame.get_by_label("Plots")
    switch.uncheck()
    plot.wait_for(state="detached")
    switch.check()
    plot.wait_for()

    expect(frame.locator(".marker-cluster")).to_have_count(1)
    expect(frame.locator(".leaflet-control-scale")).to_have_count(1)
    assert witness.outside_requests == []
    assert any("vendor/leaflet/leaflet.js" in url for url in witness.inside_requests)


def test_the_app_and_the_map_speak_in_the_type_family_we_serve(page, serve, witness):
    page.goto(serve("offline_map.py"))
    heading = page.get_by_role("heading", name="Tehdasalue Ääkkönen")
    heading.wait_for()
    frame = page.frame_locator(MAP)
    frame.locator(".code").wait_for()

    for text in (heading, frame.locator(".leaflet-container")):
        expect(text).to_have_css("font-family", re.compile('^"?Inter'))
        until(
            page,
            lambda text=text: text.evaluate(
                "node => [...node.ownerDocument.fonts].some("
                "face => face.family.includes('Inter') && face.status === 'loaded')"
            ),
            bool,
            "The type family",
        )
    assert any(url.endswith("inter-latin-wght-normal.woff2") for url in witness.inside_requests)
