"""Fetch the scripts, styles, images and fonts that the browser needs into static/vendor, unmodified.

Run by `make vendor`. Each package comes from the npm registry in the version named here; `npm pack` checks
its integrity. Only the files named here are kept, each with its SHA-256 in static/vendor/manifest.toml, and
the licence beside them. What only tests need goes into tests/vendor, which the app does not serve.
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TESTS_VENDOR = ROOT / "tests" / "vendor"


@dataclass(frozen=True)
class Package:
    """One npm package: where it goes, which of its files the browser loads, and why we carry it."""

    folder: str
    npm: str
    version: str
    licence: str
    licence_file: str
    why: str
    strip: str
    files: tuple[str, ...]

    @property
    def url(self) -> str:
        """Return the page of this version in the npm registry."""
        return f"https://www.npmjs.com/package/{self.npm}/v/{self.version}"


PACKAGES = (
    Package(
        folder="leaflet",
        npm="leaflet",
        version="1.9.4",
        licence="BSD-2-Clause",
        licence_file="LICENSE",
        why="The map itself: layers, layer switch, tooltips, scale bar",
        strip="dist/",
        files=(
            "dist/leaflet.js",
            "dist/leaflet.css",
            "dist/images/layers.png",
            "dist/images/layers-2x.png",
            "dist/images/marker-icon.png",
            "dist/images/marker-icon-2x.png",
            "dist/images/marker-shadow.png",
        ),
    ),
    Package(
        folder="jquery",
        npm="jquery",
        version="3.7.1",
        licence="MIT",
        licence_file="LICENSE.txt",
        why="folium's Popup and Map.keep_in_front are written with it",
        strip="dist/",
        files=("dist/jquery.min.js",),
    ),
    Package(
        folder="leaflet-markercluster",
        npm="leaflet.markercluster",
        version="1.5.3",
        licence="MIT",
        licence_file="MIT-LICENCE.txt",
        why="Many points drawn as one until the reader zooms in",
        strip="dist/",
        files=("dist/leaflet.markercluster.js", "dist/MarkerCluster.css", "dist/MarkerCluster.Default.css"),
    ),
    Package(
        folder="flatbush",
        npm="flatbush",
        version="4.7.0",
        licence="ISC",
        licence_file="LICENSE",
        why="Which of many shapes lie in view, and which one is under the pointer",
        strip="",
        files=("flatbush.js",),
    ),
    Package(
        folder="leaflet-geoman",
        npm="@geoman-io/leaflet-geoman-free",
        version="2.20.2",
        licence="MIT",
        licence_file="LICENSE",
        why="Plots drawn, cut and changed on the map by hand, corners caught by those at hand",
        strip="dist/",
        files=("dist/leaflet-geoman.min.js", "dist/leaflet-geoman.css"),
    ),
    Package(
        folder="inter",
        npm="@fontsource-variable/inter",
        version="5.3.0",
        licence="OFL-1.1",
        licence_file="LICENSE",
        why="The one type family of the app, in all weights, for every language in Latin letters",
        strip="files/",
        files=("files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2"),
    ),
    Package(
        folder="inter-print",
        npm="@expo-google-fonts/inter",
        version="0.4.2",
        licence="OFL-1.1",
        licence_file="LICENSE_FONT",
        why="The same type family for printed reports: typst reads no WOFF2 and no variable fonts",
        strip="",
        files=("400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"),
    ),
)

TEST_PACKAGES = (
    Package(
        folder="axe-core",
        npm="axe-core",
        version="4.14.1",
        licence="MPL-2.0",
        licence_file="LICENSE",
        why="tests/e2e/test_access.py asks it of every page whether all can use it (WCAG 2.2 AA)",
        strip="",
        files=("axe.min.js",),
    ),
)


def fetch(package: Package, into: Path) -> tarfile.TarFile:
    """Return the package as published, opened for reading."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(into), f"{package.npm}@{package.version}"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return tarfile.open(into / packed.stdout.split()[-1])


def keep(package: Package, published: tarfile.TarFile, vendor: Path) -> dict[str, str]:
    """Copy the wanted files of `package` and return their paths below `vendor` with their SHA-256."""
    wanted = {file: file.removeprefix(package.strip) for file in package.files}
    wanted[package.licence_file] = "LICENSE"
    hashes = {}
    for source, name in wanted.items():
        member = published.extractfile(f"package/{source}")
        if member is None:
            message = f"{package.npm} {package.version} has no file {source}."
            raise FileNotFoundError(message)
        content = member.read()
        target = vendor / package.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        hashes[f"{package.folder}/{name}"] = hashlib.sha256(content).hexdigest()
    return dict(sorted(hashes.items()))


def manifest_lines(package: Package, hashes: dict[str, str]) -> list[str]:
    """Return the manifest's table of one package."""
    facts = {
        "name": package.npm,
        "version": package.version,
        "licence": package.licence,
        "url": package.url,
        "why": package.why,
    }
    return [
        "",
        f"[{package.folder}]",
        *(f'{key} = "{value}"' for key, value in facts.items()),
        f"[{package.folder}.sha256]",
        *(f'"{path}" = "{digest}"' for path, digest in hashes.items()),
    ]


def make(vendor: Path, packages: tuple[Package, ...]) -> None:
    """Make a folder of packages anew."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    place = vendor.relative_to(ROOT).as_posix()
    lines = [f"# Written by tools/vendor_assets.py: what {place} holds, unmodified, and where it comes from."]
    with tempfile.TemporaryDirectory() as scratch:
        for package in packages:
            with fetch(package, Path(scratch)) as published:
                lines += manifest_lines(package, keep(package, published, vendor))
            print(f"{package.npm} {package.version}")
    (vendor / "manifest.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Make static/vendor and tests/vendor anew."""
    make(VENDOR, PACKAGES)
    make(TESTS_VENDOR, TEST_PACKAGES)


if __name__ == "__main__":
    main()
