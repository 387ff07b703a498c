"""The XML parts of Office files, rewritten as a stream: prefixes stay as they are (Word and PowerPoint refer to
them by name), names of people and hidden settings go, and what could act or fetch is refused.

Relationship types: ECMA-376 part 1, 11.3, 13.3, 15.2; part 4 (VBA).
"""

import io
import posixpath
import re
from collections.abc import Set
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.sax import SAXParseException
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml import DefusedXmlException

from ilc.core.screening import kinds
from ilc.core.screening.outcome import Refusal

ANOTHER_FILE = "another file"
CONTROL = "a control that can act (ActiveX)"
FILM = "a film or sound"
FETCHED = "a part that is fetched from another file"
STARTS = "a command that starts another program"
FILE_LINKS = "links to files on a computer"
COMMENT_AUTHORS = "names of comment and change authors"
STRUCK_OUT = "words struck out in tracked changes"
_RELATIONS = {
    "oleObject": ANOTHER_FILE,
    "package": ANOTHER_FILE,
    "aFChunk": ANOTHER_FILE,
    "subDocument": ANOTHER_FILE,
    "control": CONTROL,
    "activeXControlBinary": CONTROL,
    "video": FILM,
    "audio": FILM,
    "media": FILM,
    "webextension": "an add-in that loads from another address",
}
_LOCAL_ONLY = {"attachedTemplate", "mailMergeSource", "mailMergeHeaderSource", "transform", "xslt"}
"""References to files on somebody's own computer: dropped. To an address in the net: refused."""
_LINKS = {"http", "https", "mailto", "tel"}
_PATH = re.compile(r"\s*([A-Za-z]:[\\/]|\\\\|file:|/(Users|home|Volumes)/)")
_DESCRIBING = {"descr", "title", "name"}


@dataclass(frozen=True)
class Program:
    """What the words to the user say about a kind of Office file."""

    kind: str
    noun: str

    def active(self, what: str) -> Refusal:
        return Refusal(
            f"active-{self.kind}",
            f"This {self.noun} contains {what}. Take it out, or save it as PDF, and add that one.",
        )

    def macro(self) -> Refusal:
        return Refusal("macro", kinds.macro_message(self.kind))


def web_link(target: str) -> bool:
    """Whether a link leads to the web, to an address or within the document; not into somebody's folders."""
    target = target.strip()
    return target.startswith("#") or urlsplit(target).scheme.lower() in _LINKS


class Rewriter(XMLGenerator):
    """Writes a part anew. Start tags and attributes keep the order and prefixes they had.

    `hidden` are elements left out with all they contain. Subclasses look into `see` and `value`.
    """

    hidden: Set[str] = frozenset()
    struck_out: Set[str] = frozenset()
    """Elements that hold words which a tracked change took out: among the hidden, and told."""

    def __init__(self, program: Program, gone: Set[str] = frozenset(), *, keep_text: int = 0) -> None:
        self._out = io.BytesIO()
        super().__init__(self._out, encoding="utf-8", short_empty_elements=True)
        self.program = program
        self.gone = gone
        self.removed: list[str] = []
        self.inside = ""
        self._skipping = 0
        self._room = keep_text
        self._text: list[str] = []

    def rewrite(self, data: bytes) -> bytes:
        """Raises ValueError for anything that is no plain XML (entities, document types, damage)."""
        try:
            defusedxml.sax.parseString(data, self, forbid_dtd=True)
        except (DefusedXmlException, SAXParseException) as error:
            raise ValueError(str(error)) from error
        self.at_end()
        done = self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()  # the words are asked for later, and many parts may wait
        return done

    def text(self) -> str:
        """The beginning of the visible text, one line a paragraph."""
        return re.sub(r"\n{3,}", "\n\n", "".join(self._text)).strip()

    def see(self, local: str, attrs: AttributesImpl) -> None:
        """Raises Refusal for what may not stay."""

    def value(self, local: str, key: str, value: str) -> str:  # noqa: ARG002 - subclasses look at the element
        """An attribute's value as it may stay; `local` is its element."""
        prefix, _, name = key.rpartition(":")
        if "macroEnabled" in value or "vbaProject" in value:
            raise self.program.macro()
        if not prefix and name in _DESCRIBING and _PATH.match(value):
            self.removed.append("names of files and folders")
            return ""
        return value

    def lost(self, local: str, attrs: AttributesImpl) -> bool:
        """Whether the element speaks of a part that was left out ([Content_Types].xml)."""
        return local == "Override" and str(attrs.get("PartName", "")).lstrip("/") in self.gone

    def at_end(self) -> None:
        """A last look when all is read."""

    def shows(self) -> bool:
        """Whether the characters that come now are text that people read."""
        return self.inside == "t"

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local in self.struck_out:
            self.removed.append(STRUCK_OUT)
        if self._skipping or local in self.hidden or self.lost(local, attrs):
            self._skipping += 1
            return
        self.inside = local
        self.see(local, attrs)
        if local in ("tab", "br", "cr"):
            self.say(" ")
        kept = {key: self.value(local, key, attrs[key]) for key in attrs.getNames()}
        super().startElement(name, AttributesImpl(kept))

    def endElement(self, name: str) -> None:  # noqa: N802
        if self._skipping:
            self._skipping -= 1
            return
        self.inside = ""
        if name.rpartition(":")[2] == "p":
            self.say("\n")
        super().endElement(name)

    def characters(self, content: str) -> None:
        if self._skipping:
            return
        if self.shows():
            self.say(content)
        super().characters(content)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        """Left out: Office programs write none, and some others put file names there."""

    def say(self, words: str) -> None:
        if self._room > 0:
            self._text.append(words[: self._room])
            self._room -= len(words)


def attribute(attrs: AttributesImpl, local: str) -> str:
    """The first attribute of that name, whatever its prefix."""
    return next((str(attrs[key]) for key in attrs.getNames() if key.rpartition(":")[2] == local), "")


class Relations:
    """The references between parts, and from the document to the outside."""

    def __init__(self, program: Program, gone: Set[str]) -> None:
        self.program = program
        self.gone = gone
        self.removed: list[str] = []
        self.found: dict[str, dict[str, tuple[str, str]]] = {}
        """Part -> id -> kind and the part it leads to."""

    def rewrite(self, name: str, data: bytes) -> bytes:
        writer = RelationWriter(self.program, self.gone, name)
        done = writer.rewrite(data)
        self.removed += writer.removed
        self.found[writer.part] = writer.found
        return done

    def led_to(self, part: str, kind: str) -> list[str]:
        """The parts of one kind that a part refers to, in the order written."""
        return [target for tail, target in self.found.get(part, {}).values() if tail == kind]


class RelationWriter(Rewriter):
    """One .rels part. "word/_rels/document.xml.rels" speaks of "word/document.xml"."""

    def __init__(self, program: Program, gone: Set[str], name: str) -> None:
        super().__init__(program, gone)
        self.base = posixpath.dirname(posixpath.dirname(name))
        self.part = posixpath.join(self.base, posixpath.basename(name).removesuffix(".rels"))
        self.found: dict[str, tuple[str, str]] = {}

    def _target(self, attrs: AttributesImpl) -> str:
        joined = posixpath.join("/", self.base, str(attrs.get("Target", "")))
        return posixpath.normpath(joined).lstrip("/")

    def lost(self, local: str, attrs: AttributesImpl) -> bool:
        if local != "Relationship":
            return False
        kind, target = str(attrs.get("Type", "")).rpartition("/")[2], str(attrs.get("Target", ""))
        if attrs.get("TargetMode", "") == "External":
            return self._drop_external(kind, target)
        part = self._target(attrs)
        if part in self.gone:
            return True
        if kind in _RELATIONS:
            raise self.program.active(_RELATIONS[kind])
        if kind == "vbaProject":
            raise self.program.macro()
        self.found[str(attrs.get("Id", ""))] = (kind, part)
        return False

    def see(self, local: str, attrs: AttributesImpl) -> None:  # noqa: ARG002
        self._outside = attrs.get("TargetMode", "") == "External"

    def value(self, local: str, key: str, value: str) -> str:
        if key == "Target" and (self._outside or ":" in value) and not web_link(value):
            self.removed.append(FILE_LINKS)
            return "about:blank"
        return super().value(local, key, value)

    def _drop_external(self, kind: str, target: str) -> bool:
        """True: leave the reference out. Raises Refusal when opening the document would fetch something."""
        if kind == "hyperlink":
            return False
        local = re.match(r"file:/*[A-Za-z]:|file:///(?!/)|[A-Za-z]:\\", target) is not None
        if kind in _LOCAL_ONLY and (local or not re.match(r"\w+:|\\\\|//", target)):
            return True
        what = "a template" if kind == "attachedTemplate" else _RELATIONS.get(kind, "a part")
        raise self.program.active(f"{what} that is fetched from another address")


def drawing(program: Program, data: bytes) -> bytes:
    """An SVG icon inside a document; refused when it could act."""
    if re.search(rb"<script|<foreignObject|\son\w+\s*=|javascript:|<!ENTITY", data, re.IGNORECASE):
        raise program.active("a drawing with a script")
    return Rewriter(program).rewrite(data)
