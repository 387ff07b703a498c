"""The XML parts of an OpenDocument text, rewritten as a stream: names of people go, links into somebody's folders
go, and what could act or fetch is refused. Elements: OASIS OpenDocument 1.3, part 3."""

import re
from collections.abc import Set
from xml.sax.xmlreader import AttributesImpl

from ilc.core.screening.office_xml import (
    ANOTHER_FILE,
    COMMENT_AUTHORS,
    FETCHED,
    FILE_LINKS,
    FILM,
    STARTS,
    Program,
    Rewriter,
    attribute,
    web_link,
)
from ilc.core.screening.outcome import Refusal

TEXT = Program("odt", "OpenDocument text")
_DDE = f"{STARTS} (DDE)"
_REFUSED = {
    "dde-connection-decl": _DDE,
    "dde-connection": _DDE,
    "dde-source": _DDE,
    "object-ole": ANOTHER_FILE,
    "applet": "a program (applet)",
    "floating-frame": "a part that is fetched from another address",
    "section-source": FETCHED,
    "table-source": FETCHED,
    "cell-range-source": FETCHED,
    "binary-data": ANOTHER_FILE,
    "database-display": "a query to a database",
    "database-next": "a query to a database",
    "database-row-select": "a query to a database",
}
_MACROS = {"execute-macro", "event-listener"}
_LINKS = {"a", "hyperlink"}
_AUTHORS = {"creator", "initial-creator", "printed-by"}
_INITIALS = {"creator-initials", "sender-initials"}
_DATED = {"date", "date-string"}
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:|//|\\\\")
_SETTINGS = re.compile(
    r"Printer.*|Rsid.*|CurrentDatabase.*|EmbeddedDatabaseName|.*Password.*|RedlineProtectionKey|.*UserData.*"
)


class OdtRewriter(Rewriter):
    """content.xml and styles.xml, of the document and of the formulas and charts in it. Tracked changes go with what
    they struck out, which is nowhere else in the text."""

    struck_out = frozenset({"deletion"})
    hidden = frozenset({"tracked-changes", "change", "change-start", "change-end"})

    def __init__(self, program: Program, gone: Set[str], *, keep_text: int = 0) -> None:
        super().__init__(program, gone, keep_text=keep_text)
        self._paragraphs = 0
        self._words_before: list[str] = []  # of the paragraph that a comment stands in
        self._replaced = 0  # inside an element whose words are a person's name

    def lost(self, local: str, attrs: AttributesImpl) -> bool:
        """Settings that name printers and databases (settings.xml)."""
        return local == "config-item" and _SETTINGS.fullmatch(attribute(attrs, "name")) is not None

    def see(self, local: str, attrs: AttributesImpl) -> None:
        if local in _REFUSED:
            raise self.program.active(_REFUSED[local])
        if local in _MACROS or (local == "script" and attribute(attrs, "language")):
            raise self.program.macro()
        if local == "plugin":
            media = attribute(attrs, "mime-type")
            raise self.program.active(
                FILM if "media" in media or media[:5] in ("video", "audio") else "a plug-in"
            )
        if local == "form" and attribute(attrs, "href").strip():
            raise self.program.active("a button that sends data to an address")
        if local in ("p", "h"):
            self._paragraphs += 1
        if local == "annotation":
            self._words_before, self._text = self._text, []
        if local in ("tab", "s", "line-break"):
            self.say(" ")

    def value(self, local: str, key: str, value: str) -> str:
        prefix, _, name = key.rpartition(":")
        if name == "href" and prefix:
            return self._href(local, value.strip())
        if name in ("author", "initials") and prefix in ("office", "loext", "text") and value:
            self.removed.append(COMMENT_AUTHORS)
            return "A" if name == "initials" else "Author"
        return super().value(local, key, value)

    def _href(self, local: str, value: str) -> str:
        low = value.lower()
        if low.startswith(("vnd.sun.star.script:", "macro:", "service:", ".uno:", "slot:")):
            raise self.program.macro()
        if low.startswith(("javascript:", "vbscript:", "data:")):
            raise self.program.active("a link that is a script")
        if local in _LINKS:
            if value and not web_link(value):
                self.removed.append(FILE_LINKS)
                return "about:blank"
            return value
        if _SCHEME.match(value) or value.startswith("/") or ".." in value.split("/"):
            raise self.program.active("a part that is fetched from another address")
        return value

    def shows(self) -> bool:
        return self._paragraphs > 0 and not self._replaced

    def characters(self, content: str) -> None:
        if not self._skipping and self.inside in _AUTHORS | _INITIALS and content.strip():
            self.removed.append(COMMENT_AUTHORS)
            self._replaced += 1
            super().characters("A" if self.inside in _INITIALS else "Author")
            self._replaced -= 1
            self.inside = "replaced"
        elif not self._skipping and self.inside == "replaced":
            return
        elif not self._skipping and self.inside in _DATED:
            self._replaced += 1
            super().characters(content)
            self._replaced -= 1
        else:
            super().characters(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if not self._skipping and local in ("p", "h"):
            self._paragraphs -= 1
            if local == "h":
                self.say("\n")
        super().endElement(name)
        if not self._skipping and local == "annotation":
            comment, self._text = self.text(), self._words_before
            self.say(f" [Comment: {comment}]" if comment else "")


class ManifestRewriter(Rewriter):
    """META-INF/manifest.xml without the parts left out; tells which folders are documents of their own."""

    def __init__(self, program: Program, gone: Set[str]) -> None:
        super().__init__(program, gone)
        self.objects: dict[str, str] = {}

    def lost(self, local: str, attrs: AttributesImpl) -> bool:
        if local == "encryption-data":
            raise Refusal(
                "encrypted",
                "This document is protected with a password. Open it, take the password off (File, Save as, "
                "without “Save with password”) and add it again.",
            )
        path = attribute(attrs, "full-path")
        if local != "file-entry":
            return False
        if path.endswith("/") and path != "/":
            self.objects[path] = attribute(attrs, "media-type")
        return path in self.gone or path.startswith(
            ("Configurations2/", "Thumbnails/", "ObjectReplacements/")
        )
