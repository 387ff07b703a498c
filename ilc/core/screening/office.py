"""Word and PowerPoint: refused when they carry programs or fetch things, otherwise packed anew, part by part."""

import re
import zipfile
from pathlib import Path
from xml.sax.xmlreader import AttributesImpl

from ilc.core.screening import kinds, office_pictures, office_xml, slide_xml, word_xml, zips
from ilc.core.screening.outcome import Refusal, Work

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    "docx": _OPEN_XML + "wordprocessingml.document",
    "pptx": _OPEN_XML + "presentationml.presentation",
}
_PROGRAMS = {"docx": word_xml.WORD, "pptx": slide_xml.SLIDES}
_REWRITERS = {"docx": word_xml.WordRewriter, "pptx": slide_xml.SlideRewriter}
_MAIN = {"docx": re.compile(r"word/document\d*\.xml"), "pptx": re.compile(re.escape(slide_xml.MAIN))}
_DROPPED = re.compile(
    r"docProps/|customXml/|userCustomization/|(word|ppt)/(printerSettings|customXml)/|word/webextensions/"
    r"|ppt/(tags|changesInfos)/|ppt/revisionInfo\.xml|word/(customizations|recipientData)\.xml|.*\.wdp$"
)
_PEOPLE = "word/people.xml"
_CHART = re.compile(r"(word|ppt)/charts/_rels/[^/]+\.rels")
_FONTS = {".odttf", ".ttf", ".fntdata"}
_FILMS = {
    ".mp4",
    ".mov",
    ".m4v",
    ".avi",
    ".wmv",
    ".mpg",
    ".mpeg",
    ".mp3",
    ".m4a",
    ".wav",
    ".wma",
    ".aac",
    ".mid",
}
STAMP = (1980, 1, 1, 0, 0, 0)


def clean(source: Path, kind: str, work: Work) -> None:
    """Writes clean.docx or clean.pptx and takes the beginning of its text as preview."""
    program = _PROGRAMS[kind]
    work.name, work.media_type = f"clean.{kind}", _MEDIA_TYPES[kind]
    with zipfile.ZipFile(source) as archive:
        entries = zips.members(archive, work.limits)
        if not any(_MAIN[kind].fullmatch(entry.filename) for entry in entries):
            raise ValueError("no main document")
        gone = _gone(archive, entries, program)
        package = _Package(program, gone, work)
        with zipfile.ZipFile(work.folder / work.name, "w", zipfile.ZIP_DEFLATED) as packed:
            for entry in entries:
                if entry.filename in gone:
                    work.took_out(gone[entry.filename])
                    continue
                part = package.part(entry.filename, archive.read(entry))
                packed.writestr(zipfile.ZipInfo(entry.filename, STAMP), part, zipfile.ZIP_DEFLATED)
    work.text = package.text()[: work.limits.text_characters]


def _gone(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], program: office_xml.Program
) -> dict[str, str]:
    """The parts left out, each with what it is in words."""
    gone = {entry.filename: _why_gone(entry.filename) for entry in entries if _is_dropped(entry.filename)}
    for entry in entries:
        if _CHART.fullmatch(entry.filename) and entry.file_size < 1_000_000:
            books = _Workbooks(program, frozenset(), entry.filename)
            books.rewrite(archive.read(entry))
            gone |= dict.fromkeys(books.targets, "the workbooks behind charts")
    return gone


class _Workbooks(office_xml.RelationWriter):
    """Finds the workbook that a chart was made from. The chart keeps what it shows."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.targets: list[str] = []

    def lost(self, local: str, attrs: AttributesImpl) -> bool:
        inside = attrs.get("TargetMode", "") != "External"
        if inside and str(attrs.get("Type", "")).endswith("/package"):
            self.targets.append(self._target(attrs))
        return local == "Relationship"


def _is_dropped(name: str) -> bool:
    return name == _PEOPLE or _DROPPED.match(name) is not None


def _why_gone(name: str) -> str:
    if name.startswith("docProps/"):
        return "small preview picture" if "thumbnail" in name else "author name and document properties"
    if name.endswith(".wdp"):
        return "further versions of pictures"
    return (
        "names of people" if name == _PEOPLE or "changesInfo" in name else "data hidden behind the document"
    )


class _Package:
    """One document while it is packed anew, part by part."""

    def __init__(self, program: office_xml.Program, gone: dict[str, str], work: Work) -> None:
        self.program = program
        self.gone = gone.keys()
        self.work = work
        self.relations = office_xml.Relations(program, self.gone)
        self.rewriters: dict[str, office_xml.Rewriter] = {}

    def part(self, name: str, data: bytes) -> bytes:
        """One part as it may stay. Raises Refusal for what may not."""
        ending = "." + name.rpartition(".")[2].lower()
        self._refuse_by_place(name.lower())
        if ending in (".xml", ".rels", ".vml"):
            return self._xml(name, data)
        if zips.looks_packed(name, data[:16]):
            raise self.program.active(office_xml.ANOTHER_FILE)
        if kinds.plays(data[:64]):
            raise self.program.active(office_xml.FILM)
        if ending in office_pictures.ENDINGS:
            return office_pictures.clean(ending, data, self.program, self.work)
        if ending in _FONTS:
            return data
        raise self.program.active(office_xml.FILM if ending in _FILMS else office_xml.ANOTHER_FILE)

    def _refuse_by_place(self, name: str) -> None:
        """Macros, controls and embedded files stand in folders of their own."""
        if "vbaproject" in name or "vbadata" in name:
            raise self.program.macro()
        if "/activex/" in name:
            raise self.program.active(office_xml.CONTROL)
        if "/embeddings/" in name or "/afchunk" in name:
            raise self.program.active(office_xml.ANOTHER_FILE)
        if "/webextensions/" in name:
            raise self.program.active("an add-in that loads from another address")

    def _xml(self, name: str, data: bytes) -> bytes:
        if len(data) > self.work.limits.xml_bytes:
            raise Refusal("bomb", f"This {self.program.noun} is far larger inside than usual. Add it as PDF.")
        if name.endswith(".rels"):
            done = self.relations.rewrite(name, data)
            self.work.took_out(*self.relations.removed)
            return done
        make = _REWRITERS[self.program.kind]
        rewriter = make(self.program, self.gone, keep_text=self.work.limits.text_characters)
        done = rewriter.rewrite(data)
        self.work.took_out(*rewriter.removed)
        self.rewriters[name] = rewriter
        return done

    def text(self) -> str:
        if self.program.kind == "pptx":
            return slide_xml.text_of(self.rewriters, self.relations)
        return word_xml.text_of(self.rewriters)
