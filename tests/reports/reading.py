"""Reading figures off the places that tell them."""

import csv
import io
import re

import pypdfium2
from bs4 import BeautifulSoup
from django.test import Client


def soup(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return BeautifulSoup(answer.content, "html.parser")


def text(node: object) -> str:
    return " ".join(node.get_text(" ").split()) if node else ""  # type: ignore[attr-defined]


def headlines(page: BeautifulSoup) -> dict[str, str]:
    """The figures of the grid: label -> number."""
    return {text(one.dt): text(one.select_one(".figure__n")) for one in page.select("dl.grid .figure")}


def rungs(page: BeautifulSoup) -> dict[str, str]:
    """The ladder: label -> number or words."""
    rows = page.select("section[aria-labelledby=ladder] table.bars tr")
    return {text(row.th): text(row.select_one(".val")) for row in rows}


def extents(page: BeautifulSoup) -> dict[str, str]:
    """Influence: domain -> what stands beside it, n included."""
    return {
        text(row.th): text(row).removeprefix(text(row.th)).strip() for row in page.select(".bars--extent tr")
    }


def listed(page: BeautifulSoup) -> dict[str, str]:
    """Linked figures in the side column: label -> number."""
    return {text(one.dt): text(one.dd) for one in page.select("aside .tally > div:has(a[href^='#how'])")}


def places(page: BeautifulSoup) -> dict[str, list[str]]:
    rows = page.select("section[aria-labelledby=places] tbody tr")
    return {text(row.th): [text(cell) for cell in row.select("td")] for row in rows}


def table(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """All lines of a report: label -> (value, n)."""
    found = {}
    for row in page.select("section[aria-labelledby^=s-] table.list tbody tr"):
        value, n = (text(cell) for cell in row.select("td"))
        found[text(row.th)] = (value, n)
    return found


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return re.sub(r"\s+", " ", " ".join(pages))


def csv_rows(content: bytes) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {row["figure"]: row for row in rows}
