"""What stands in templates and style sheets: nothing the policy forbids, no colour outside its place."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
CSS = Path(settings.BASE_DIR) / "static" / "css"
ALL = sorted(TEMPLATES.rglob("*.html"))
PAGES = [path for path in ALL if "emails" not in path.parts]  # mail programs know no style sheets
FORBIDDEN = {
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline style": r"<style|\sstyle\s*=",
    "event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "script in htmx": r"hx-on|hx-vals\s*=\s*[\"']js:|[\"']\s*javascript:",
    "foreign host": r"(?:src|<link[^>]*href)\s*=\s*[\"'](?:https?:)?//",
    "data address": r"(?:src|href)\s*=\s*[\"']data:",
}
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(|:\s*(?:white|black|red|orange|gray)\b", re.I
)
SIZE = re.compile(r"(?<![\w-])\d*\.?\d+(?:px|rem|pt|mm|cm)\b")


def _without_comments(text: str) -> str:
    return re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->|/\*.*?\*/", "", text, flags=re.S
    )


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_needs_more_than_the_policy_allows(what: str) -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group().strip()}"
        for path in PAGES
        for match in re.finditer(FORBIDDEN[what], _without_comments(path.read_text()), re.I)
    ]
    assert not found, f"{what} in templates"


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_only_tokens_name_colours_and_sizes(path: Path) -> None:
    """Sizes of the paper (print.css) and widths at which the layout changes are the exceptions."""
    text = _without_comments(path.read_text())
    if path.name == "tokens.css":
        return
    text = re.sub(r"@(media|container)[^{]*\{", "{", text)
    assert not COLOUR.findall(re.sub(r"#[\w-]+\s*[,{]", "", text))
    if path.name != "print.css":
        assert not SIZE.findall(text)


def test_every_page_template_compiles() -> None:
    for path in ALL:
        get_template(str(path.relative_to(TEMPLATES)))


def test_every_element_of_allauth_is_ours() -> None:
    theirs = {
        path.name for path in (Path(allauth.__file__).parent / "templates/allauth/elements").glob("*.html")
    }
    ours = {path.name for path in (TEMPLATES / "allauth/elements").glob("*.html")}
    assert theirs <= ours


def test_every_mail_of_allauth_is_ours() -> None:
    theirs = {path.name for path in (Path(allauth.__file__).parent / "templates/account/email").glob("*.txt")}
    ours = {path.name for path in (TEMPLATES / "account/email").glob("*.txt")}
    assert theirs == ours


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "account/email").glob("*_subject.txt")), ids=lambda path: path.stem
)
def test_subjects_are_one_line(path: Path) -> None:
    subject = get_template(f"account/email/{path.name}").render({"code": "AB12"}).strip()
    assert 5 < len(subject) < 60
    assert "\n" not in subject


@pytest.mark.parametrize(
    "size", [template for template in PAGES if "gallery" not in template.parts], ids=lambda p: p.name
)
def test_templates_stay_short(size: Path) -> None:
    assert len(size.read_text().splitlines()) <= 150
