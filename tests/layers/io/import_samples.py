"""Small sources as planners have them, for the tests of imports."""

import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

# Lower left corners in the middle of where each system is used; sides in its own unit.
CORNERS = {
    3067: (305_000.0, 7_087_000.0, 100.0),
    3877: (23_482_500.0, 6_704_900.0, 100.0),
    2263: (985_000.0, 200_000.0, 328.0833333),
    25832: (460_000.0, 5_480_000.0, 100.0),
    4326: (23.05, 63.85, 0.002),
}


def squares(epsg: int = 3067, count: int = 3) -> gpd.GeoDataFrame:
    """Return square plots in a row, of one hectare where the system is in metres, named as in Finland."""
    x, y, side = CORNERS[epsg]
    shapes = [shapely.box(x + n * 1.5 * side, y, x + n * 1.5 * side + side, y + side) for n in range(count)]
    return gpd.GeoDataFrame(
        {
            "tonttitunn": [f"10-{n + 1}" for n in range(count)],
            "kaavamerk": ["T/kem", "TY", "T-1"][:count] + ["T"] * max(count - 3, 0),
            "tehokkuus": [0.5, 0.4, 0.6][:count] + [0.5] * max(count - 3, 0),
            "tila": ["Vapaa", "Varattu", "Myyty"][:count] + ["Vapaa"] * max(count - 3, 0),
            "kortteli": ["10"] * count,
        },
        geometry=shapes,
        crs=epsg,
    )


def write(frame: gpd.GeoDataFrame, path: Path, **options: object) -> Path:
    """Write the frame by the ending of the name, and return the path."""
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        shape = path.with_suffix(".shp")
        pyogrio.write_dataframe(frame, shape, **options)
        zipped(path, *sorted(shape.parent.glob(f"{shape.stem}.[!z]*")))
    elif path.suffix == ".dxf":
        with warnings.catch_warnings():
            # A drawing has no system to name.
            warnings.simplefilter("ignore")
            pyogrio.write_dataframe(frame, path, **options)
    elif path.suffix == ".kml":
        pyogrio.write_dataframe(frame.to_crs(4326), path, driver="LIBKML")
    else:
        pyogrio.write_dataframe(frame, path, **options)
    return path


def zipped(path: Path, *files: Path) -> Path:
    """Pack the files into an archive, without their folders."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return path
