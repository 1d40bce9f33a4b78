"""The commands for areas of one's own: import, build, check, refresh, export."""

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from layers.crs import Bounds, bounds_deg, country_of, is_suitable, system_name
from layers.errors import MissingCRS, PlannerError
from layers.io import read_atlas, read_national
from layers.io.areas.build import OsmSource, read_openstreetmap, rebuild_area, save_openstreetmap
from layers.io.areas.check import check_issues
from layers.io.areas.export import area_gpkg_bytes
from layers.io.areas.leftovers import remove_leftovers
from layers.io.areas.rasters import import_raster
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import (
    OSM_KINDS,
    AreaSettings,
    Provenance,
    Saved,
    area_settings,
    imports_of,
    save_area,
)
from layers.io.areas.saved_mappings import remembered_mapping
from layers.io.intake import (
    Prepared,
    RawSource,
    guess,
    load_mapping,
    parse_ref,
    prepare,
    preview,
    read_source,
)
from layers.io.intake import mapping_text as text_of
from layers.io.sandbox.confined import start_worker
from layers.io.services import without_password
from layers.io.services.ready import ready_services
from layers.issues import Issue
from layers.mapping.changes import Changes
from layers.mapping.mapping import LayerMapping
from layers.specs.zoning_codes import OWN_CLASSES
from planner.capacity.zoning_codes import unexplained_codes
from planner.cli.errors import refuse
from planner.cli.output import slow, write_file
from planner.cli.table import one_line
from planner.text import _, country_codes, country_name, n_, translate

area = typer.Typer(
    help=_("Areas of your own: import plots, build from OpenStreetMap, check, refresh, export."),
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SHOWN_ISSUES = 20
_SHOWN_CHANGES = 10

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the area: small letters, digits, - and _.")
]
Epsg = Annotated[
    int | None, typer.Option("--epsg", metavar="N", help="Working system of the area, in metres (EPSG code).")
]
Title = Annotated[str, typer.Option("--title", help="What the area is called on screen.")]
Country = Annotated[
    str,
    typer.Option(
        "--country", metavar="CODE", help="Country of the area, such as FI: rules of law hold in their own."
    ),
]
Covering = Annotated[
    list[str] | None,
    typer.Option(
        "--covers-area",
        metavar="LAYER",
        help="This layer is complete: where it shows nothing, there is nothing. May be said again.",
    ),
]
ZoningClasses = Annotated[
    list[str] | None,
    typer.Option(
        "--zoning-class",
        metavar="CODE=CLASS",
        help="What a zoning code of your own allows: industry, business, special, transport or other "
        "(no industry); =CLASS is for plots without a code. May be said again.",
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", help="Agree that faulty rows are left out and broken shapes mended.")
]


Rasters = Annotated[
    list[str] | None,
    typer.Option("--raster", metavar="KIND=FILE", help="A GeoTIFF: terrain or landcover."),
]
Sources = Annotated[
    list[str] | None,
    typer.Option("--layer", metavar="LAYER=SOURCE", help="A layer and the file or service it comes from."),
]
Tables = Annotated[
    list[str] | None,
    typer.Option("--join", metavar="LAYER=TABLE", help="A table joined to a layer by id."),
]
Mappings = Annotated[
    list[Path] | None,
    typer.Option("--mapping", metavar="FILE", help="How fields become columns (TOML)."),
]
MappingOut = Annotated[
    Path | None,
    typer.Option("--save-mapping", metavar="FILE", help="Write the mapping used, for next time."),
]
SourceEpsg = Annotated[
    int | None,
    typer.Option("--source-epsg", metavar="N", help="System of a source that does not name its own."),
]
ServiceBox = Annotated[
    str, typer.Option("--bbox", metavar="W,S,E,N", help="The box that a service is asked for, in degrees.")
]
Licence = Annotated[str, typer.Option("--licence", help="Terms on which the source may be used.")]
Accuracy = Annotated[str, typer.Option("--accuracy", help="How accurate the source is.")]
Supplier = Annotated[str, typer.Option("--supplied-by", help="Who hands the source over.")]


@area.command("import")
def import_(  # noqa: PLR0913 - the options of one command
    name: Name,
    *,
    layer: Sources = None,
    raster: Rasters = None,
    join: Tables = None,
    mapping: Mappings = None,
    save_mapping: MappingOut = None,
    epsg: Epsg = None,
    source_epsg: SourceEpsg = None,
    bbox: ServiceBox = "",
    title: Title = "",
    licence: Licence = "not stated",
    accuracy: Accuracy = "not stated",
    supplied_by: Supplier = "",
    country: Country = "",
    covers_area: Covering = None,
    zoning_class: ZoningClasses = None,
    yes: Yes = False,
) -> None:
    """Import layers of your own into an area, new or not.

    Without a mapping the fields are recognised by their names, and what was taken for what is shown.
    """
    if not layer and not raster:
        raise PlannerError(_("Name what to import: --layer plots=FILE, or --raster terrain=FILE."))
    _make_ready()
    provenance = Provenance(
        licence=licence,
        attribution=supplied_by,
        accuracy=accuracy,
        supplied_by=supplied_by or _user(),
    )
    if layer:
        mappings = {one.layer: one for one in map(load_mapping, mapping or ())}
        sources = []
        for layer_name, text in _parts(layer):
            raw = _read(text, _box(bbox) if bbox else None)
            given = mappings.get(layer_name) or _remembered(raw, layer_name, name)
            sources.append((raw, _mapping(raw, layer_name, given, source_epsg)))
        prepared = _all_prepared(sources, _working_epsg(name, epsg, sources), _parts(join or ()))
        there = area_settings(name)
        working_epsg = prepared[0].working_epsg
        settings = AreaSettings(
            name,
            working_epsg,
            title or (there.title if there else name),
            country=_country(name, country, working_epsg, _bounds_of_plots(prepared)),
            zoning_classes=_zoning_classes(there, zoning_class or ()),
        )
        provenance = replace(provenance, covering=_layers(covers_area, prepared))
        with slow(_("Writing the area ...")):
            _show_saved(save_area(settings, prepared, provenance, consent=yes))
        _ask_for_codes(settings, prepared)
        if save_mapping is not None:
            write_file(save_mapping, text_of(prepared[0].mapping).encode())
    for kind, file in _parts(raster or ()):
        with slow(_("Reading {source} ...").format(source=one_line(file))):
            _show_saved(import_raster(name, kind, Path(file), provenance))


def _make_ready() -> None:
    """Remove what a killed import left, and start the worker before its first file comes."""
    remove_leftovers()
    start_worker()


def _zoning_classes(there: AreaSettings | None, said: Sequence[str]) -> dict[str, str]:
    """Return what the zoning codes of the area allow: as it has it, and as is said now."""
    classes = dict(there.zoning_classes) if there else {}
    for text in said:
        code, sign, named = text.partition("=")
        if not sign or named not in OWN_CLASSES:
            msg = _("--zoning-class {text}: write CODE=CLASS. The classes are {known}.")
            raise PlannerError(msg.format(text=one_line(text), known=", ".join(OWN_CLASSES)))
        classes[code] = named
    return classes


def _ask_for_codes(settings: AreaSettings, prepared: Sequence[Prepared]) -> None:
    """Name the zoning codes that nobody has explained, and say how to explain them."""
    plots = next((one.layer.frame for one in prepared if one.mapping.layer == "plots"), None)
    if plots is None:
        return
    listed = read_national().table("zoning_codes")
    unknown = unexplained_codes(plots["zoning_code"], listed, settings.zoning_classes)
    if not unknown:
        return
    names = sorted(code or _("no code") for code in unknown)
    shown = ", ".join(one_line(name) for name in names[:_SHOWN_ISSUES])
    rest_n = len(names) - _SHOWN_ISSUES
    if rest_n > 0:
        shown = n_("{{shown}} and {n} more", "{{shown}} and {n} more", rest_n).format(shown=shown)
    typer.echo(
        _(
            "Zoning codes not known: {codes}. Their plots have no rank until you say what the codes allow: "
            "--zoning-class CODE=industry, business, special, transport or other (no industry)."
        ).format(codes=shown)
    )


def _layers(named: Sequence[str] | None, prepared: Sequence[Prepared]) -> frozenset[str]:
    """Return the layers that were named as complete; each must be among those that are imported."""
    known = {one.mapping.layer for one in prepared}
    stray = sorted(set(named or ()) - known)
    if stray:
        msg = _("--covers-area names “{layer}”, which is not imported here. Imported are: {known}.")
        raise PlannerError(msg.format(layer=one_line(stray[0]), known=", ".join(sorted(known))))
    return frozenset(named or ())


def _bounds_of_plots(prepared: Sequence[Prepared]) -> Bounds | None:
    """Return west, south, east and north in degrees of the plots among the layers, None without plots."""
    plots = [one.layer.frame for one in prepared if one.layer.spec.name == "plots"]
    return bounds_deg(plots[0]) if plots else None


def _country(name: str, said: str, epsg: int, bounds: Bounds | None) -> str:
    """Return the country of an area: as named, as it has it, or as its place and system propose; say so."""
    there = area_settings(name)
    if said:
        if said.upper() not in country_codes():
            msg = _("“{code}” is no code of a country. It has two letters, such as FI, SE or DE.")
            raise PlannerError(msg.format(code=one_line(said)))
        return said.upper()
    if there and there.country:
        return there.country
    proposed = country_of(epsg, bounds)
    if proposed:
        text = _("Country {country} is proposed from the place and its system; --country CODE names another.")
        typer.echo(text.format(country=country_name(proposed)))
    else:
        typer.echo(
            _("The country is not known, so rules of law will not be checked. Name it: --country CODE.")
        )
    return proposed


def _all_prepared(
    sources: list[tuple[RawSource, LayerMapping]], epsg: int, tables: list[tuple[str, str]]
) -> list[Prepared]:
    prepared = [
        _prepared(raw, found, epsg, [text for to, text in tables if to == found.layer])
        for raw, found in sources
    ]
    _show_issues([issue for one in prepared for issue in one.issues])
    return prepared


@area.command()
def build(  # noqa: PLR0913 - the options of one command
    name: Name,
    *,
    pbf: Annotated[
        Path | None, typer.Option("--pbf", metavar="FILE", help="An OpenStreetMap file (.osm.pbf).")
    ] = None,
    bbox: Annotated[
        str, typer.Option("--bbox", metavar="W,S,E,N", help="A box in degrees, asked from Overpass.")
    ] = "",
    place: Annotated[str, typer.Option("--place", metavar="NAME", help="A place, asked from Overpass.")] = "",
    epsg: Epsg = None,
    title: Title = "",
    country: Country = "",
) -> None:
    """Build an area from OpenStreetMap: roads, tracks, buildings, industrial land use, and more."""
    if sum((pbf is not None, bool(bbox), bool(place))) != 1:
        raise PlannerError(_("Name one of --pbf FILE, --bbox W,S,E,N and --place NAME."))
    remove_leftovers()
    source = OsmSource(pbf=pbf, place=place, bbox=_box(bbox) if bbox else None)
    with slow(_("Reading OpenStreetMap ...")):
        read = read_openstreetmap(source)
    there = area_settings(name)
    working_epsg = epsg or (there.epsg if there else read.proposed_epsg)
    own = _country(name, country, working_epsg, read.bounds)
    named = AreaSettings(name, working_epsg, title, country=own)
    with slow(_("Writing the area ...")):
        saved = save_openstreetmap(read, named)
    _show_issues(saved.issues)
    if epsg is None and there is None:
        msg = _("Working system EPSG:{epsg} ({system}) was proposed from the place; --epsg N names another.")
        typer.echo(msg.format(epsg=saved.epsg, system=system_name(saved.epsg)))
    _show_saved(saved)


@area.command()
def check(name: Name) -> None:
    """List everything that is known to be wrong with an area."""
    with slow(_("Checking {area} ...").format(area=one_line(name))):
        issues = check_issues(name)
    for issue in issues:
        typer.echo(_line(issue))
    if not issues:
        typer.echo(_("Nothing was found wrong."))


@area.command()
def refresh(name: Name, *, yes: Yes = False) -> None:
    """Read an area again from its sources and show what changed."""
    with slow(_("Reading the sources of {area} ...").format(area=one_line(name))):
        kinds = {origin["kind"] for origin in imports_of(name).values()}
        saved = [refresh_area(name, consent=yes)] if kinds - set(OSM_KINDS) else []
        saved += [rebuild_area(name).saved] if kinds & set(OSM_KINDS) else []
    for one in saved:
        _show_saved(one)


@area.command("export")
def export_(
    name: Name,
    gpkg: Annotated[
        Path, typer.Option("--gpkg", metavar="FILE", help="GeoPackage to write; it opens styled in QGIS.")
    ],
) -> None:
    """Write all layers of an area to one GeoPackage."""
    with slow(_("Writing the export ...")):
        write_file(gpkg, area_gpkg_bytes(read_atlas(name)))
    typer.echo(_("{area} written to {file}").format(area=one_line(name), file=gpkg), err=True)


@area.command()
def services() -> None:
    """List national services that are known, with what each gives and on which terms."""
    for one in ready_services():
        words = f"{one.title}: {one.gives}. {one.licence}. {one.note}".rstrip()
        item = f"#{one.item}" if one.item else ""
        layer = f"{one.layer}=" if one.layer else ""
        typer.echo(f"{layer}{one.kind}:{one.url}{item}\n  {words}")


def _parts(texts: Iterable[str]) -> list[tuple[str, str]]:
    pairs = []
    for text in texts:
        layer, sign, source = text.partition("=")
        if not sign or not source:
            msg = _("“{text}” is no LAYER=SOURCE, such as plots=tontit.zip.")
            raise PlannerError(msg.format(text=one_line(without_password(text))))
        pairs.append((layer.strip(), source.strip()))
    return pairs


def _read(text: str, bbox: Bounds | None = None) -> RawSource:
    with slow(_("Reading {source} ...").format(source=one_line(without_password(text)))):
        return read_source(replace(parse_ref(text), bbox=bbox))


def _remembered(raw: RawSource, layer: str, area_name: str) -> LayerMapping | None:
    """Return the mapping by which the area's own source of these fields was last read."""
    found = remembered_mapping(raw.frame, layer, area_name)
    if found is None or found[0] != area_name:
        return None
    msg = _("{layer}: the fields are read as at the last import of {area}.")
    typer.echo(msg.format(layer=layer, area=one_line(area_name)))
    return found[1]


def _mapping(raw: RawSource, layer: str, given: LayerMapping | None, source_epsg: int | None) -> LayerMapping:
    if given is None:
        found = guess(raw, layer)
        given = found.mapping
        pairs = ", ".join(
            f"{one.source} → {one.column}{f' ({one.unit})' if one.unit else ''}" for one in given.fields
        )
        typer.echo(
            _("{layer}: {pairs}").format(layer=layer, pairs=one_line(pairs) or _("no field was recognised"))
        )
        for question in found.questions:
            typer.echo(f"  ? {one_line(translate(question))}")
        if found.unused:
            typer.echo(_("  not used: {fields}").format(fields=one_line(", ".join(found.unused))))
    return given if source_epsg is None else replace(given, source_epsg=source_epsg)


def _working_epsg(name: str, epsg: int | None, sources: list[tuple[RawSource, LayerMapping]]) -> int:
    """Return the working system: the one named, else the area's, else the first source's if it suits."""
    there = area_settings(name)
    if epsg is not None or there is not None:
        return epsg or (there.epsg if there else 0)
    raw, mapping = sources[0]
    shown = preview(raw)
    named = mapping.source_epsg or raw.epsg
    if named is not None and is_suitable(named):
        return named
    hint = shown.proposed_epsg
    if hint is None:
        msg = _("Name the working system of the area by --epsg N, for example 3067 in Finland.")
        raise MissingCRS(msg)
    msg = _(
        "The source is in {system}; EPSG:{epsg} would suit as the area's working system. Say --epsg {epsg}."
    )
    raise MissingCRS(msg.format(system=shown.crs_name or f"EPSG:{named}", epsg=hint))


def _prepared(raw: RawSource, mapping: LayerMapping, epsg: int, tables: list[str]) -> Prepared:
    joins = []
    for text in tables:
        table = _read(text)
        joins.append((table, _mapping(table, mapping.layer, None, None)))
    with slow(_("Checking {layer} ...").format(layer=mapping.layer)):
        return prepare(raw, mapping, epsg, joins)


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        msg = _("The box is west,south,east,north in degrees, for example 26.93,60.52,26.97,60.54.")
        raise PlannerError(msg) from None
    return west, south, east, north


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _line(issue: Issue) -> str:
    place = f"{issue.layer} {issue.row}" if issue.row else issue.layer
    return one_line(
        f"{place}: {issue.field} {issue.value}: {translate(issue.reason)} ({translate(issue.action)})"
    )


def _show_issues(issues: Iterable[Issue]) -> None:
    listed = list(issues)
    for issue in listed[:_SHOWN_ISSUES]:
        refuse(_line(issue))
    more = len(listed) - _SHOWN_ISSUES
    if more > 0:
        refuse(n_("… and {n} more fault", "… and {n} more faults", more))


def _show_saved(saved: Saved) -> None:
    for changed in saved.changed:
        _show_changes(changed)
    rows = ", ".join(f"{layer} {rows}" for layer, rows in saved.rows.items())
    msg = _("{area}: {rows}; kept in EPSG:{epsg}")
    typer.echo(msg.format(area=saved.name, rows=rows, epsg=saved.epsg))


def _show_changes(changed: Changes) -> None:
    altered = {one.key for one in changed.altered}
    msg = _("{layer}: {added} added, {gone} gone, {altered} altered")
    typer.echo(
        msg.format(
            layer=changed.layer, added=len(changed.added), gone=len(changed.gone), altered=len(altered)
        )
    )
    for sign, keys in (("+", changed.added), ("-", changed.gone)):
        if keys:
            typer.echo(f"  {sign} {one_line(', '.join(keys[:_SHOWN_CHANGES]))}")
    for one in changed.altered[:_SHOWN_CHANGES]:
        typer.echo(f"  {one_line(f'{one.key} {one.column}: {one.before} → {one.after}')}")
