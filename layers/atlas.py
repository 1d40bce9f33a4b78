"""The atlas: the layers of one area, all in one coordinate reference system in metres."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
import shapely

from layers.crs import WorkingCRS
from layers.errors import MixedCRS, PlannerError
from layers.issues import Issue
from layers.layer import Layer
from layers.messages import Sentence, Titled
from layers.sources import Source
from layers.terrain import RASTERS, Elevation, LandCover, Rasters


@dataclass(frozen=True)
class Joint:
    """Where an area joins the national tables: the node, and its place in the working system."""

    node_id: str
    name: str
    x_m: float
    y_m: float


@dataclass(frozen=True)
class AreaInfo:
    """What area.toml says of an area.

    `frame` is minx, miny, maxx, maxy in the working system, in metres. `country` is the ISO code of two
    letters of the country whose law holds there, such as FI; empty where it is not known. `zoning_classes`
    leads from a code that the list of codes does not know to its class; "" stands for plots without a code.
    """

    name: str
    title: str
    epsg: int
    place_kind: str
    park_id: str = ""
    node_id: str = ""
    frame: tuple[float, float, float, float] | None = None
    note: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    zoning_classes: Mapping[str, str] = field(default_factory=dict)


class Atlas:
    """Layers of one area in one working system; hands out copies, so nobody can alter them.

    Raises
    ------
    MixedCRS
        If a layer is in another system than the atlas.
    """

    def __init__(
        self,
        info: AreaInfo,
        working: WorkingCRS,
        layers: Iterable[Layer],
        *,
        sources: Iterable[Source] = (),
        joint: Joint | None = None,
        rasters: Rasters | None = None,
    ) -> None:
        self.info = info
        self.working = working
        self.joint = joint
        self.rasters = rasters or Rasters()
        self.sources = tuple(sources)
        self._layers = {layer.spec.name: layer for layer in layers}
        for layer in self._layers.values():
            epsg = (
                layer.frame.crs.to_epsg()
                if isinstance(layer.frame, gpd.GeoDataFrame) and layer.frame.crs
                else None
            )
            if layer.spec.geometry and (layer.epsg != working.epsg or epsg != working.epsg):
                msg = Sentence(
                    "The layer “{layer}” is in EPSG:{layer_epsg}, the atlas of “{area}” in EPSG:{epsg}. "
                    "Build the layer with the working system of the area.",
                    layer=Sentence(layer.spec.title),
                    layer_epsg=epsg or layer.epsg,
                    area=info.title,
                    epsg=working.epsg,
                )
                raise MixedCRS(msg)
        for raster in (self.terrain, self.landcover):
            if raster is not None and raster.epsg != working.epsg:
                msg = Sentence(
                    "The raster “{raster}” is in EPSG:{raster_epsg}, the atlas of “{area}” in EPSG:{epsg}. "
                    "Open the raster with the working system of the area.",
                    raster=raster.title,
                    raster_epsg=raster.epsg,
                    area=info.title,
                    epsg=working.epsg,
                )
                raise MixedCRS(msg)

    @property
    def terrain(self) -> Elevation | None:
        """The elevation model, if there is one at hand."""
        return self.rasters.terrain

    @property
    def landcover(self) -> LandCover | None:
        """The land cover, if there is one at hand."""
        return self.rasters.landcover

    @property
    def name(self) -> str:
        """Name of the area, as in its folder."""
        return self.info.name

    @property
    def title(self) -> str:
        """English title of the area."""
        return self.info.title

    @property
    def epsg(self) -> int:
        """EPSG code of the working system."""
        return self.working.epsg

    @property
    def place_kind(self) -> str:
        """Whether its plots are plots, or zones that stand in for them."""
        return self.info.place_kind

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers at hand."""
        return tuple(self._layers)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that was wrong in the sources, layer by layer."""
        return tuple(issue for layer in self._layers.values() for issue in layer.issues)

    def has(self, name: str) -> bool:
        """Return whether the layer, or the raster of this name, is at hand."""
        return name in (self.rasters.names if name in RASTERS else self._layers)

    def layer(self, name: str) -> Layer:
        """Return the layer's promise and issues; take the rows from `frame`."""
        if name not in self._layers:
            msg = Sentence(
                "The area “{area}” has no layer “{name}”. It has: {known}.",
                area=self.title,
                name=name,
                known=", ".join(self._layers),
            )
            raise PlannerError(msg)
        return self._layers[name]

    def frame(self, name: str) -> gpd.GeoDataFrame:
        """Return a copy of a layer's rows, in the working system.

        Geometries of shapely 2 cannot be altered, so copying the references is enough to keep the atlas
        whole.
        """
        frame = self.layer(name).frame
        if not isinstance(frame, gpd.GeoDataFrame):
            msg = Sentence("The layer “{name}” is a table without places.", name=name)
            raise PlannerError(msg)
        return frame.copy(deep=True)

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of the rows of a layer without places."""
        return pd.DataFrame(self.layer(name).frame.copy(deep=True))

    def coverage(self, name: str) -> shapely.Geometry | None:
        """Return the outline, in the working system, in which a layer is complete; None: no limit stated."""
        return None if name in RASTERS else self.layer(name).coverage

    def sources_of(self, names: Iterable[str]) -> tuple[Source, ...]:
        """Return the records of the files behind these layers."""
        wanted = set(names)
        return tuple(source for source in self.sources if source.layer in wanted)

    def with_layer(self, layer: Layer) -> "Atlas":
        """Return an atlas that has this layer instead of the one of the same name."""
        layers = {**self._layers, layer.spec.name: layer}
        return self._with(layers.values(), self.rasters)

    def with_rasters(self, rasters: Rasters) -> "Atlas":
        """Return an atlas that has these rasters."""
        return self._with(self._layers.values(), rasters)

    def _with(self, layers: Iterable[Layer], rasters: Rasters) -> "Atlas":
        return Atlas(self.info, self.working, layers, sources=self.sources, joint=self.joint, rasters=rasters)


def chosen_plots(atlas: Atlas, plot_ids: Sequence[str] | None) -> gpd.GeoDataFrame:
    """Return the plots with these ids in this order, each once, or all of them.

    Raises
    ------
    PlannerError
        If one is unknown.
    """
    plots = atlas.frame("plots")
    if plot_ids is None:
        return plots
    unknown = sorted(set(plot_ids).difference(plots["plot_id"]), key=list(plot_ids).index)
    if unknown:
        near = ", ".join(plots["plot_id"].head(5))
        msg = Sentence(
            "There is no plot “{plot}” in {area}. Its plots are named like {examples}.",
            plot=unknown[0],
            area=Titled(atlas.info.title, atlas.info.titles),
            examples=near,
        )
        raise PlannerError(msg)
    return plots.set_index("plot_id", drop=False).loc[list(dict.fromkeys(plot_ids))].reset_index(drop=True)
