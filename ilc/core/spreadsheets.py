"""Tables for spreadsheet programs, a row at a time: no cell is ever taken for a formula."""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

import xlsxwriter

BOM = "\ufeff"  # so that spreadsheets read it as UTF-8
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RISKY) else text


def _cell(value: Any) -> Any:
    """Our own numbers stay numbers; whatever was typed by somebody is made safe."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else safe(value)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, to be streamed."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow(header)
    for row in rows:
        yield writer.writerow([_cell(one) for one in row])


def xlsx_file(
    title: str, header: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]]
) -> BinaryIO:
    """An open, unnamed XLSX file: one row in memory at a time, dates and numbers as such, header frozen."""
    kept: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    quiet = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(kept, {**quiet, "strings_to_numbers": False, "tmpdir": tempfile.gettempdir()})
    sheet = book.add_worksheet(title[:31])
    bold, day, hours = (
        book.add_format(one)
        for one in ({"bold": True, "bottom": 1}, {"num_format": "yyyy-mm-dd"}, {"num_format": "0.00"})
    )
    for column, (words, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, bold)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    number = 0
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value, hours if isinstance(value, float) else None)
            elif value:
                sheet.write_string(number, column, str(value))
    sheet.autofilter(0, 0, number, len(header) - 1)
    book.close()
    kept.seek(0, os.SEEK_SET)
    return kept
