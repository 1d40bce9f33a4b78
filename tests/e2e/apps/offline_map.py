"""A page with one map of every element that the app may use."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from planner.drawing.web.assets import OfflineMap, OfflineMarkerCluster

st.set_page_config(page_title="Offline map", layout="wide")
st.title("Tehdasalue Ääkkönen")

PLOT = {
    "type": "Feature",
    "properties": {"name": "Plot 1"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[23.05, 63.85], [23.07, 63.85], [23.07, 63.86], [23.05, 63.86], [23.05, 63.85]]],
    },
}

drawn = OfflineMap(location=(63.855, 23.06), zoom_start=13, control_scale=True)
plots = folium.FeatureGroup(name="Plots").add_to(drawn)
folium.GeoJson(
    PLOT,
    style_function=lambda _feature: {"color": "#0b6378", "className": "plot"},
    tooltip=folium.GeoJsonTooltip(fields=["name"], labels=False),
    popup=folium.GeoJsonPopup(fields=["name"], labels=False),
).add_to(plots)
firms = folium.FeatureGroup(name="Firms").add_to(drawn)
folium.Circle((63.855, 23.10), radius=200, tooltip="Firm").add_to(firms)
folium.Marker((63.853, 23.05), popup=folium.Popup("A gate")).add_to(firms)
folium.Marker((63.852, 23.07), icon=folium.DivIcon(html="<b class='code'>T/kem</b>")).add_to(firms)
OfflineMarkerCluster(locations=[(63.85, 23.0), (63.85, 23.001)], name="Cluster").add_to(drawn)
folium.LayerControl(collapsed=False).add_to(drawn)

answer = st_folium(
    drawn, key="map", height=500, use_container_width=True, returned_objects=["last_active_drawing"]
)
clicked = (answer.get("last_active_drawing") or {}).get("properties", {}).get("name", "nothing")
st.write(f"Clicked: {clicked}")
