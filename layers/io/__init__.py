"""The only code that opens files: areas, national tables, scenarios, exports."""

from layers.io.areas.home import areas_stamp
from layers.io.areas.read import BrokenArea, broken_areas, list_areas, read_atlas
from layers.io.exports import geojson_bytes, gpkg_bytes
from layers.io.formats.readers import SOURCES, read
from layers.io.national import read_national
from layers.io.sea_network import read_sea_network
from layers.io.served import keep_served, served_folder
from layers.io.settings import DATA, read_scenario_text, read_text_file, scenario_names

__all__ = [
    "DATA",
    "SOURCES",
    "BrokenArea",
    "areas_stamp",
    "broken_areas",
    "geojson_bytes",
    "gpkg_bytes",
    "keep_served",
    "list_areas",
    "read",
    "read_atlas",
    "read_national",
    "read_scenario_text",
    "read_sea_network",
    "read_text_file",
    "scenario_names",
    "served_folder",
]
