"""The map is drawn by what the app itself serves: every element works, and no request leaves the machine."""

import hashlib
import tomllib

import pytest

from planner.drawing import assets

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
    frame = page.frame_locator("iframe[title*='folium']")
    plot = frame.locator("path.plot")
    plot.wait_for()

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

    assert frame.locator(".marker-cluster").count() == 1
    assert frame.locator(".leaflet-control-scale").count() == 1
    assert witness.outside_requests == []
    assert any("vendor/leaflet/leaflet.js" in url for url in witness.inside_requests)


def test_the_app_and_the_map_speak_in_the_type_family_we_serve(page, serve, witness):
    page.goto(serve("offline_map.py"))
    heading = page.get_by_role("heading", name="Tehdasalue Ääkkönen")
    heading.wait_for()
    frame = page.frame_locator("iframe[title*='folium']")
    frame.locator(".code").wait_for()

    for text in (heading, frame.locator(".leaflet-container")):
        family = text.evaluate("node => getComputedStyle(node).fontFamily")
        assert family.replace('"', "").startswith("Inter")
        assert text.evaluate(
            "node => node.ownerDocument.fonts.ready.then("
            "faces => [...faces].some(face => face.family.includes('Inter') && face.status === 'loaded'))"
        )
    assert any(url.endswith("inter-latin-wght-normal.woff2") for url in witness.inside_requests)
