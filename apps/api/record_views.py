"""Lists, single rows and series of what is published."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import msgspec
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from apps.api import file_formats, parameter_definitions
from apps.api.base_view import (
    PRIVATE_CACHE_CONTROL,
    PUBLIC_CACHE_CONTROL,
    ApiView,
    build_json_response,
    load_readable_boards,
)
from apps.api.bilingual_text import BilingualText
from apps.api.long_files import LongFile, check_room, may_be_long, take_turn
from apps.api.made_files import open_made_file, store_while_made
from apps.api.problems import ApiProblem, ParameterFault
from apps.api.query_parameters import (
    QueryParameters,
    check_no_parameters,
    decode_cursor,
    encode_cursor,
    parse_query_parameters,
)
from apps.api.resources import RESOURCES, SERIES_FIELDS, SERIES_FILTERS, Resource
from apps.publishing.published_lists import NATION, compute_list_fingerprint
from apps.publishing.records import queries, record_counts
from apps.publishing.records.record_selection import RecordSelection, SortOrder

DEFAULT_PAGE_SIZE = 20
TOO_LONG_FOR_EXCEL = BilingualText(
    f"Listan är för lång för en Excel-fil: högst {file_formats.MAX_XLSX_ROWS} rader. "
    "Filtrera mer, eller ta csv eller jsonl.",
    f"The list is too long for an Excel file: at most {file_formats.MAX_XLSX_ROWS} rows. "
    "Filter more, or take csv or jsonl.",
)


class ListView(ApiView):
    """A resource's rows."""

    resource: Resource = RESOURCES["municipalities"]  # given with the address

    def get(self, request: Request) -> HttpResponseBase:
        query = parse_query_parameters(request._request, self.resource.parameters)
        selection = RecordSelection(
            resource=self.resource.name, filters=query.filters, order=query.order, boards=load_readable_boards(request)
        )
        if query.format != "json":
            return build_file_response(request, self.resource.name, self.resource.columns, selection, query)
        return build_list_response(request, selection, query)


class RecordView(ApiView):
    """One row at its address."""

    resource: Resource = RESOURCES["municipalities"]  # given with the address

    def get(self, request: Request, **names: str) -> HttpResponseBase:
        check_no_parameters(request._request)
        filters = {name: [value] for name, value in names.items()}
        selection = RecordSelection(resource=self.resource.name, filters=filters, boards=load_readable_boards(request))
        document = queries.find_document(selection)
        if document is None:
            raise ApiProblem(404)
        return build_json_response(request, document.encode(), policy=_choose_cache_control(request))


class SeriesView(ApiView):
    """One indicator over municipalities, boards and years, by its code or its id in Kolada."""

    allowed = {
        p.name: p
        for p in (
            *(parameter_definitions.FILTERS[n] for n in SERIES_FILTERS),
            *parameter_definitions.PAGING,
            *parameter_definitions.OUTPUT,
        )
    }

    def get(self, request: Request, indicator: str) -> HttpResponseBase:
        query = parse_query_parameters(request._request, self.allowed)
        query = replace(query, fields=SERIES_FIELDS)
        boards = load_readable_boards(request)
        series = queries.find_series_filter(indicator)
        everything = RecordSelection(resource="outcomes", filters=series, boards=boards)
        selection = replace(everything, filters={**query.filters, **series}, order=_TIME_ORDER)
        if queries.find_document(everything) is None:
            raise ApiProblem(404)
        if query.format != "json":
            return build_file_response(request, f"series-{indicator.lower()}", SERIES_FIELDS, selection, query)
        return build_list_response(request, selection, query)


_TIME_ORDER = (SortOrder("indicator"), SortOrder("year"), SortOrder("tertial"))


def build_list_response(request: Request, selection: RecordSelection, query: QueryParameters) -> HttpResponse:
    """A page of rows as JSON. The documents are passed on as they are."""
    limit, page = query.limit or DEFAULT_PAGE_SIZE, query.page or 1
    if query.cursor:
        rows = queries.load_page_after(selection, limit=limit, after=decode_cursor(selection, query.cursor))
        head: dict[str, Any] = {"limit": limit, "count": len(rows.documents)}
    else:
        total = record_counts.count_records(selection)
        rows = queries.load_page(selection, limit=limit, number=page, total=total)
        head = {"page": page, "limit": limit, "count": len(rows.documents), "total": total}
    documents = file_formats.select_fields(rows.documents, query.fields) if query.fields else rows.documents
    head["next_cursor"] = encode_cursor(rows.last) if rows.more and selection.one_way else None
    body = b"".join([msgspec.json.encode(head)[:-1], b',"items":[', ",".join(documents).encode(), b"]}"])
    return build_json_response(request, body, policy=_choose_cache_control(request))


def build_file_response(
    request: Request, name: str, columns: tuple[str, ...], selection: RecordSelection, query: QueryParameters
) -> HttpResponseBase:
    """The whole list as a file, or the page that the query names."""
    after = decode_cursor(selection, query.cursor) if query.cursor else []
    limit = query.limit or (DEFAULT_PAGE_SIZE if query.page else None)
    if query.format == "xlsx" and limit is None and record_counts.count_records(selection) > file_formats.MAX_XLSX_ROWS:
        raise ApiProblem(400, faults=[ParameterFault("format", TOO_LONG_FOR_EXCEL)])
    offset = 0 if after else ((query.page or 1) - 1) * (limit or 0)
    if request.method == "HEAD":  # nothing is read, so the file's length is unknown
        response: HttpResponseBase = StreamingHttpResponse((), content_type=file_formats.MEDIA_TYPES[query.format])
    else:
        response = _render_rows(request, name, columns, selection, query, (limit, offset, after))
    response["Content-Disposition"] = f'attachment; filename="{name}.{query.format}"'
    response["Cache-Control"] = _choose_cache_control(request)
    return response


def _render_rows(
    request: Request,
    name: str,
    columns: tuple[str, ...],
    selection: RecordSelection,
    query: QueryParameters,
    part: tuple[int | None, int, list[Any]],
) -> HttpResponseBase:
    """The file, stored from before or made; ``part`` is how many rows, after how many, and after which."""
    limit, offset, after = part
    known = limit or record_counts.find_known_count(selection)
    made = f"{compute_list_fingerprint(NATION)} {selection} {query} {columns}" if may_be_long(known) else ""
    stored = open_made_file(made) if made else None
    if stored:
        return FileResponse(stored, content_type=file_formats.MEDIA_TYPES[query.format])
    check_room(request._request, known)
    chunks = queries.stream_documents(
        selection, file_formats.choose_column(query), limit=limit, offset=offset, after=after
    )
    rows = take_turn(request._request, chunks)
    response = file_formats.render_file(columns, rows, query, sheet=name)
    if isinstance(rows, LongFile) and made and query.format != "xlsx" and isinstance(response, StreamingHttpResponse):
        chunks_of_file = cast(Iterator[bytes], response.streaming_content)
        response.streaming_content = store_while_made(made, chunks_of_file)
    return response


def _choose_cache_control(request: Request) -> str:
    """What a token opens is for its bearer alone."""
    return PRIVATE_CACHE_CONTROL if request.auth else PUBLIC_CACHE_CONTROL


def build_routes() -> list[tuple[str, type[ApiView], dict[str, Any], str]]:
    """Every resource's list and row: route, view, what the view is given, and the address's name."""
    found: list[tuple[str, type[ApiView], dict[str, Any], str]] = []
    for resource in RESOURCES.values():
        names = "/".join(f"<code:{name}>" if name != "key" else "<key:key>" for name in resource.path_names)
        found.append((resource.name, ListView, {"resource": resource}, f"api_{resource.name}"))
        found.append((f"{resource.name}/{names}", RecordView, {"resource": resource}, f"api_{resource.name}_row"))
    return found
