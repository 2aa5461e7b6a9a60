"""The resources: which rows each has, what they can be filtered and sorted on. Addresses, documentation and the
contract are all made from this table."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_type_hints

from apps.api import parameter_definitions
from apps.api.parameter_definitions import Parameter
from apps.publishing.records import serialization, shapes

_PLACE_FILTERS = ("municipality", "board")
_PERIOD_FILTERS = ("year", "year_from", "year_to", "tertial")
_AREA_FILTERS = ("service_area", "include_children")


@dataclass(frozen=True)
class Resource:
    """``filters`` and ``sorts`` are names; ``kind_field`` and ``status_field`` are what those two filter."""

    name: str
    title: str
    singular: str
    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    kind_field: str = ""
    status_field: str = ""

    @property
    def record(self) -> type[shapes.MunicipalityFields]:
        """The document of a row."""
        return shapes.RECORD_SHAPES[self.name]

    @property
    def description(self) -> str:
        """What a row is, in Swedish."""
        return " ".join((self.record.__doc__ or "").split())

    @property
    def path_names(self) -> tuple[str, ...]:
        """What names one row in an address."""
        return {"municipalities": ("municipality",), "boards": _PLACE_FILTERS}.get(self.name, (*_PLACE_FILTERS, "key"))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The fields, in order."""
        return serialization.list_columns(self.name)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Every query parameter of the list."""
        found = [self._filter(name) for name in (*self.filters, "changed_since")]
        return {
            p.name: p
            for p in (*found, self.sort, self.fields, *parameter_definitions.PAGING, *parameter_definitions.OUTPUT)
        }

    def _filter(self, name: str) -> Parameter:
        """A filter; what it filters here is shown with the field's own example."""
        parameter = parameter_definitions.FILTERS[name]
        field = {"kind": self.kind_field, "status": self.status_field}.get(name)
        shown = field and get_type_hints(self.record, include_extras=True)[field].__metadata__[0].examples[0]
        return replace(parameter, example=[shown]) if shown else parameter

    @cached_property
    def sort(self) -> Parameter:
        """Sorting: up to three names, each with a minus for downwards."""
        names = [sign + name for name in (*self.sorts, "changed_at", "key") for sign in ("", "-")]
        schema: dict[str, Any] = {
            "type": "array",
            "items": {"type": "string", "enum": names},
            "minItems": 1,
            "maxItems": 3,
        }
        return Parameter(
            name="sort",
            description="Sorteringen: upp till tre fält med komma emellan, minus före ett fält vänder den. "
            "Utan sort kommer raderna i kommunens, nämndens och rapportens ordning.",
            schema={**schema, "uniqueItems": True},
            read=parameter_definitions.build_list_parser({"type": "string", "enum": names}, 3, unique=True),
            example=[names[-2]],
        )

    @cached_property
    def fields(self) -> Parameter:
        """Only some of the fields."""
        schema: dict[str, Any] = {
            "type": "array",
            "items": {"type": "string", "enum": list(self.columns)},
            "minItems": 1,
            "maxItems": len(self.columns),
        }
        return Parameter(
            name="fields",
            description="Bara dessa fält, i den ordning de räknas upp.",
            schema={**schema, "uniqueItems": True},
            read=parameter_definitions.build_list_parser(schema["items"], len(self.columns), unique=True),
            example=list(self.columns[-6:-4]),
        )


RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource("municipalities", "Kommuner", "kommun", ("municipality",), ()),
        Resource("boards", "Nämnder", "nämnd", _PLACE_FILTERS, ()),
        Resource(
            "service-areas",
            "Verksamheter",
            "verksamhet",
            (*_PLACE_FILTERS, *_AREA_FILTERS, "kind"),
            ("kind", "service_area"),
            "kind",
        ),
        Resource("focus-areas", "Fokusområden", "fokusområde", _PLACE_FILTERS, ()),
        Resource(
            "goals",
            "Mål",
            "mål",
            (*_PLACE_FILTERS, "service_area", "goal", "kind", "light"),
            ("goal", "kind", "light"),
            "level",
        ),
        Resource(
            "indicators",
            "Indikatorer och nyckeltal",
            "indikator",
            (*_PLACE_FILTERS, "service_area", "goal", "indicator", "kolada_id", "kind", "light"),
            ("goal", "indicator", "kind", "light"),
            "indicator_kind",
        ),
        Resource(
            "targets",
            "Målvärden",
            "målvärde",
            (
                *_PLACE_FILTERS,
                "year",
                "year_from",
                "year_to",
                *_AREA_FILTERS,
                "indicator",
                "kolada_id",
                "kind",
                "gender",
            ),
            ("year", "indicator", "service_area", "gender"),
            "indicator_kind",
        ),
        Resource(
            "outcomes",
            "Utfall",
            "utfall",
            (
                *_PLACE_FILTERS,
                *_PERIOD_FILTERS,
                *_AREA_FILTERS,
                "indicator",
                "kolada_id",
                "kind",
                "gender",
                "light",
                "status",
            ),
            ("year", "tertial", "indicator", "service_area", "gender", "light"),
            "indicator_kind",
            "status",
        ),
        Resource(
            "assessments",
            "Bedömningar",
            "bedömning",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "goal", "indicator", "kind", "light", "status"),
            ("year", "tertial", "goal", "indicator", "service_area", "light"),
            "indicator_kind",
            "subject",
        ),
        Resource(
            "operating-lines",
            "Driftbudget",
            "budgetrad",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "kind", "status"),
            ("year", "tertial", "service_area", "kind"),
            "cost_type",
            "statement",
        ),
        Resource(
            "investments",
            "Investeringar",
            "investeringsrad",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "kind"),
            ("year", "tertial", "service_area", "kind"),
            "flow",
        ),
        Resource(
            "budget-changes",
            "Budgetändringar",
            "budgetändring",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "kind"),
            ("year", "tertial", "service_area", "kind"),
            "kind",
        ),
        Resource(
            "interim-forecasts",
            "Prognoser mellan tertial",
            "prognos",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS),
            ("year", "tertial", "service_area"),
        ),
        Resource(
            "table-values",
            "Nämndernas egna tabeller",
            "uppgift i en egen tabell",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "kind", "status"),
            ("year", "tertial", "service_area", "kind"),
            "kind",
            "status",
        ),
        Resource(
            "risks",
            "Risker och kontroller",
            "risk",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "kind"),
            ("year", "tertial", "service_area", "kind"),
            "level",
        ),
        Resource(
            "rounds",
            "Uppföljningstillfällen",
            "uppföljningstillfälle",
            (*_PLACE_FILTERS, *_PERIOD_FILTERS),
            ("year", "tertial"),
        ),
        Resource(
            "publications", "Publiceringar", "publicering", (*_PLACE_FILTERS, *_PERIOD_FILTERS), ("year", "tertial")
        ),
        Resource("removals", "Borttagna rader", "borttagen rad", (*_PLACE_FILTERS, "kind"), ("kind",), "resource"),
    )
}
# One indicator over all boards and years: outcomes without the fields that are about one report.
SERIES_FIELDS = (
    "municipality_code",
    "municipality",
    "municipality_name",
    "board",
    "board_name",
    "indicator",
    "indicator_name",
    "kolada_id",
    "unit",
    "service_area",
    "service_area_name",
    "year",
    "tertial",
    "gender",
    "status",
    "value",
    "missing",
    "missing_label",
    "preliminary",
)
SERIES_FILTERS = (*_PLACE_FILTERS, *_PERIOD_FILTERS, *_AREA_FILTERS, "gender", "status", "changed_since")
