"""Tables to take along: as one CSV file or as a workbook, with the numbers that they are."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from apps.charts.chart import Chart
from apps.charts.figure_table import list_chart_rows
from apps.documents.blocks import DocumentBlock, DocumentCell, DocumentColumn, DocumentRow, TableBlock
from apps.documents.cells import build_exact_cell, build_text_cell
from apps.documents.cover import DocumentCover
from apps.documents.report_files import TEXT_ONLY_OPTIONS, build_csv
from apps.documents.report_workbook import WorkbookWriter


def select_tables(blocks: Iterable[DocumentBlock]) -> list[TableBlock]:
    """The tables among a part's blocks."""
    return [block for block in blocks if isinstance(block, TableBlock)]


def build_part_csv(tables: Sequence[TableBlock]) -> bytes:
    """The tables as one, under every head that any of them has.

    Where there are several, each row has its table's title; where rows stand under others, each has its level from 1.
    Numbers have a decimal comma and no spaces; units stand in the heads.
    """
    is_several, is_tree = len(tables) > 1, any(row.depth for table in tables for row in table.rows)
    first = {table.columns[0].head for table in tables}
    heads = list(dict.fromkeys(head for table in tables for head in _list_heads(table)))
    found = [[*(["Tabell"] if is_several else []), first.pop() if len(first) == 1 else "Rad"]]
    found[0] += [*(["Radnivå"] if is_tree else []), *heads]
    for table in tables:
        for row, cells in _list_rows(table, heads):
            level = [str(row + 1)] if is_tree else []
            found.append([*([table.title] if is_several else []), cells[0], *level, *cells[1:]])
    return build_csv(found)


def _list_heads(table: TableBlock) -> list[str]:
    """The heads of a table's columns but the first; one that comes again gets its number."""
    seen: Counter[str] = Counter()
    names = []
    for column in table.columns[1:]:
        seen[column.head] += 1
        names.append(column.head if seen[column.head] == 1 else f"{column.head} ({seen[column.head]})")
    return names


def _list_rows(table: TableBlock, heads: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row's depth, and its name and cells under the heads."""
    places = {name: place for place, name in enumerate(_list_heads(table), 1)}
    for row in table.rows:
        cells = [_format_cell(row.cells[places[head]]) if head in places else "" for head in heads]
        yield row.depth, [_format_cell(row.cells[0]), *cells]


def _format_cell(cell: DocumentCell) -> str:
    if cell.number is not None:
        return f"{cell.number:f}".replace(".", ",")
    return cell.light.label if cell.light else cell.text


def build_workbook(title: str, blocks: Sequence[DocumentBlock], cover: DocumentCover) -> bytes:
    """The tables as a workbook: a sheet as in the whole report's workbook, and what it is from."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, TEXT_ONLY_OPTIONS) as book:
        book.set_properties({"title": f"{title}. {cover.full_title}", "author": cover.board})
        writer = WorkbookWriter(book, cover)
        writer.write_sheet(title, blocks)
        writer.write_cover()
    return target.getvalue()


def build_chart_table(chart: Chart) -> TableBlock:
    """The figures of a chart as a table."""
    head, *rows = list_chart_rows(chart)
    return TableBlock(
        title=chart.title,
        columns=tuple(DocumentColumn(label=name, is_number=place > 0) for place, name in enumerate(head)),
        rows=tuple(
            DocumentRow(cells=(build_text_cell(name), *(build_exact_cell(cell) for cell in cells)))
            for name, *cells in rows
        ),
    )
