"""Lists, single rows and series of what is published."""

from dataclasses import replace
from typing import Any

import msgspec
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from apps.api import formats, parameters
from apps.api.asking import Asked, asked_of, cursor_after, nothing_asked, read_cursor
from apps.api.base import PRIVATE, PUBLIC, ApiView, body_answer, readable_boards
from apps.api.problems import Fault, Problem
from apps.api.resources import RESOURCES, SERIES_FIELDS, SERIES_FILTERS, Resource
from apps.api.texts import Text
from apps.publishing.records import reading
from apps.publishing.records.reading import Order, Selection

DEFAULT_LIMIT = 20
TOO_LONG_FOR_EXCEL = Text(
    f"Listan är för lång för en Excel-fil: högst {formats.XLSX_ROWS} rader. Filtrera mer, eller ta csv eller jsonl.",
    f"The list is too long for an Excel file: at most {formats.XLSX_ROWS} rows. Filter more, or take csv or jsonl.",
)


class ListView(ApiView):
    """A resource's rows."""

    resource: Resource = RESOURCES["municipalities"]  # given with the address

    def get(self, request: Request) -> HttpResponseBase:
        asked = asked_of(request._request, self.resource.parameters)
        selection = Selection(
            resource=self.resource.name, filters=asked.filters, order=asked.order, boards=readable_boards(request)
        )
        if asked.format != "json":
            return file_answer(request, self.resource.name, self.resource.columns, selection, asked)
        return list_answer(request, selection, asked)


class RowView(ApiView):
    """One row at its address."""

    resource: Resource = RESOURCES["municipalities"]  # given with the address

    def get(self, request: Request, **names: str) -> HttpResponseBase:
        nothing_asked(request._request)
        filters = {name: [value] for name, value in names.items()}
        selection = Selection(resource=self.resource.name, filters=filters, boards=readable_boards(request))
        document = reading.one(selection)
        if document is None:
            raise Problem(404)
        return body_answer(request, document.encode(), policy=_policy(request))


class SeriesView(ApiView):
    """One indicator over municipalities, boards and years, by its code or its id in Kolada."""

    allowed = {
        p.name: p for p in (*(parameters.FILTERS[n] for n in SERIES_FILTERS), *parameters.PAGING, *parameters.OUTPUT)
    }

    def get(self, request: Request, indicator: str) -> HttpResponseBase:
        asked = asked_of(request._request, self.allowed)
        asked = replace(asked, fields=SERIES_FIELDS)
        boards = readable_boards(request)
        everything = Selection(resource="outcomes", filters={"series": indicator}, boards=boards)
        selection = replace(everything, filters={**asked.filters, "series": indicator}, order=_IN_TIME)
        if reading.one(everything) is None:
            raise Problem(404)
        if asked.format != "json":
            return file_answer(request, f"series-{indicator.lower()}", SERIES_FIELDS, selection, asked)
        return list_answer(request, selection, asked)


_IN_TIME = (Order("indicator"), Order("year"), Order("tertial"))


def list_answer(request: Request, selection: Selection, asked: Asked) -> HttpResponse:
    """A page of rows as JSON. The documents are passed on as they are."""
    limit, page = asked.limit or DEFAULT_LIMIT, asked.page or 1
    if asked.cursor:
        rows = reading.page_after(selection, limit=limit, after=read_cursor(selection, asked.cursor))
        head: dict[str, Any] = {"limit": limit, "count": len(rows.documents)}
    else:
        total = reading.total(selection)
        rows = reading.page(selection, limit=limit, number=page, total=total)
        head = {"page": page, "limit": limit, "count": len(rows.documents), "total": total}
    documents = formats.some_fields(rows.documents, asked.fields) if asked.fields else rows.documents
    head["next_cursor"] = cursor_after(rows.last) if rows.more and selection.one_way else None
    body = b"".join([msgspec.json.encode(head)[:-1], b',"items":[', ",".join(documents).encode(), b"]}"])
    return body_answer(request, body, policy=_policy(request))


def file_answer(
    request: Request, name: str, columns: tuple[str, ...], selection: Selection, asked: Asked
) -> HttpResponseBase:
    """The whole list as a file, or the part that is asked for."""
    after = read_cursor(selection, asked.cursor) if asked.cursor else []
    limit = asked.limit or (DEFAULT_LIMIT if asked.page else None)
    if asked.format == "xlsx" and limit is None and reading.total(selection) > formats.XLSX_ROWS:
        raise Problem(400, faults=[Fault("format", TOO_LONG_FOR_EXCEL)])
    offset = 0 if after else ((asked.page or 1) - 1) * (limit or 0)
    if request.method == "HEAD":  # nothing is read; how long the file would be is not told
        response: HttpResponseBase = StreamingHttpResponse((), content_type=formats.TYPES[asked.format])
    else:
        chunks = reading.stream(selection, formats.column_for(asked), limit=limit, offset=offset, after=after)
        response = formats.file_of(columns, chunks, asked, sheet=name)
    response["Content-Disposition"] = f'attachment; filename="{name}.{asked.format}"'
    response["Cache-Control"] = _policy(request)
    return response


def _policy(request: Request) -> str:
    """What a token opens is for its bearer alone."""
    return PRIVATE if request.auth else PUBLIC


def addresses() -> list[tuple[str, type[ApiView], dict[str, Any], str]]:
    """Every resource's list and row: route, view, what the view is given, and the address's name."""
    found: list[tuple[str, type[ApiView], dict[str, Any], str]] = []
    for resource in RESOURCES.values():
        names = "/".join(f"<code:{name}>" if name != "key" else "<key:key>" for name in resource.path_names)
        found.append((resource.name, ListView, {"resource": resource}, f"api_{resource.name}"))
        found.append((f"{resource.name}/{names}", RowView, {"resource": resource}, f"api_{resource.name}_row"))
    return found
