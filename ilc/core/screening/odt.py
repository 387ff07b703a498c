"""OpenDocument text: refused when it carries programs or fetches things, otherwise packed anew, part by part."""

import re
import zipfile
from pathlib import Path

from ilc.core.screening import kinds, office_pictures, office_xml, zips
from ilc.core.screening.odt_xml import TEXT, ManifestRewriter, OdtRewriter
from ilc.core.screening.office import STAMP
from ilc.core.screening.outcome import Refusal, Work

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_MANIFEST = "META-INF/manifest.xml"
_OBJECT = re.compile(r"(Object[^/]*)/(content|styles|settings|meta)\.xml")
_OBJECTS_TAKEN = ("application/vnd.oasis.opendocument.formula", "application/vnd.oasis.opendocument.chart")
"""Formulas and charts are drawn by the program itself; anything else is a file within the file."""
_DROPPED = re.compile(
    r"(Object[^/]*/)?meta\.xml|Thumbnails/.*|Configurations2/.*|(Object[^/]*/)?Configurations2/.*|ObjectReplacements/.*"
    r"|layout-cache|manifest\.rdf|(.*/)?META-INF/(document|macro)signatures\.xml|Basic/(.*/)?script-l[bc]\.xml"
)
_MACROS = re.compile(r"(Basic|Scripts|Dialogs)/", re.IGNORECASE)
_XML = re.compile(r"(Object[^/]*/)?(content|styles|settings)\.xml")
_FONTS = (".ttf", ".otf")


def clean(source: Path, _kind: str, work: Work) -> None:
    """Writes clean.odt and takes the beginning of its text as preview."""
    work.name, work.media_type = "clean.odt", MEDIA_TYPE
    with zipfile.ZipFile(source) as archive:
        entries = zips.members(archive, work.limits)
        names = {entry.filename for entry in entries}
        if not {"content.xml", _MANIFEST} <= names:
            raise ValueError("no main document")
        gone = {name for name in names if _DROPPED.fullmatch(name)}
        manifest = ManifestRewriter(TEXT, gone)
        done = {_MANIFEST: manifest.rewrite(_read(archive, archive.getinfo(_MANIFEST), work))}
        _refuse_objects(names, manifest.objects)
        with zipfile.ZipFile(work.folder / work.name, "w", zipfile.ZIP_DEFLATED) as packed:
            # first and unpacked, so that the kind can be told from the first bytes (part 2, 3.3)
            packed.writestr(zipfile.ZipInfo("mimetype", STAMP), MEDIA_TYPE, zipfile.ZIP_STORED)
            for entry in entries:
                if entry.filename in gone:
                    work.took_out(_why_gone(entry.filename))
                elif entry.filename != "mimetype":
                    part = done.get(entry.filename) or _part(entry, archive, work)
                    packed.writestr(zipfile.ZipInfo(entry.filename, STAMP), part, zipfile.ZIP_DEFLATED)


def _why_gone(name: str) -> str:
    if name.endswith("meta.xml"):
        return "author name and document properties"
    if name.startswith("Thumbnails/"):
        return "small preview picture"
    return "digital signature" if "signatures" in name else "data hidden behind the document"


def _refuse_objects(names: set[str], objects: dict[str, str]) -> None:
    for name in names:
        folder = name.partition("/")[0] + "/"
        if name.startswith("Object ") and "/" in name and objects.get(folder) not in _OBJECTS_TAKEN:
            raise TEXT.active(office_xml.ANOTHER_FILE)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, work: Work) -> bytes:
    if entry.file_size > work.limits.xml_bytes:
        raise Refusal("bomb", f"This {TEXT.noun} is far larger inside than usual. Add it as PDF.")
    return archive.read(entry)


def _part(entry: zipfile.ZipInfo, archive: zipfile.ZipFile, work: Work) -> bytes:
    """One part as it may stay. Raises Refusal for what may not."""
    name = entry.filename
    if _MACROS.match(name):
        raise TEXT.macro()
    data = _read(archive, entry, work)
    if _XML.fullmatch(name):
        return _xml(name, data, work)
    if zips.looks_packed(name, data[:16]):
        raise TEXT.active(office_xml.ANOTHER_FILE)
    if kinds.plays(data[:64]):
        raise TEXT.active(office_xml.FILM)
    ending = "." + name.rpartition(".")[2].lower()
    if name.startswith("Pictures/") and ending in office_pictures.ENDINGS:
        return office_pictures.clean(ending, data, TEXT, work)
    if name.startswith("Fonts/") and ending in _FONTS:
        return data
    raise TEXT.active(office_xml.FILM if name.startswith(("Media/", "media/")) else office_xml.ANOTHER_FILE)


def _xml(name: str, data: bytes, work: Work) -> bytes:
    rewriter = OdtRewriter(TEXT, frozenset(), keep_text=work.limits.text_characters)
    done = rewriter.rewrite(data)
    work.took_out(*rewriter.removed)
    if words := rewriter.text() if name in ("content.xml", "styles.xml") else "":
        # headers and footers stand in styles.xml; the document itself comes first
        pieces = [words, work.text] if name == "content.xml" else [work.text, words]
        work.text = "\n\n".join(filter(None, pieces))[: work.limits.text_characters]
    return done
