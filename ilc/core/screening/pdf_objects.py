"""The objects of a PDF: which can act, which give somebody away.

Every object in the file is looked at, also those no page refers to; nested ones through their holders.
Names: ISO 32000-1, 12.6 (actions), 14.3 (metadata).
"""

import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from ilc.core.screening import jpeg
from ilc.core.screening.outcome import Refusal

AGAIN = "Print it to a new PDF (Print, Save as PDF) and add that one."
_ACTIONS = {
    "/JavaScript": "a script (JavaScript)",
    "/Launch": "a command that starts another program",
    "/SubmitForm": "a button that sends data to an address",
    "/ImportData": "a command that reads another file",
    "/Rendition": "a film or sound",
    "/Movie": "a film or sound",
    "/Sound": "a film or sound",
    "/RichMediaExecute": "embedded media that can act",
    "/GoTo3DView": "embedded media that can act",
    "/GoToE": "another file attached inside it",
}
_KEYS = {
    "/JS": "a script (JavaScript)",
    "/JavaScript": "a script (JavaScript)",
    "/EmbeddedFiles": "another file attached inside it",
    "/EF": "another file attached inside it",
    "/XFA": "an interactive form (XFA) that can run scripts",
    "/RichMediaContent": "embedded media that can act",
}
_ANNOTATIONS = {
    "/FileAttachment": "another file attached inside it",
    "/RichMedia": "embedded media that can act",
    "/3D": "embedded media that can act",
    "/Screen": "a film or sound",
    "/Movie": "a film or sound",
    "/Sound": "a film or sound",
}
_BY_ITSELF = "actions that run by themselves"
_ORDER = list(dict.fromkeys([*_KEYS.values(), *_ACTIONS.values(), *_ANNOTATIONS.values(), _BY_ITSELF]))
_ROOT = {
    "/Type", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences", "/PageLayout", "/PageMode",
    "/Outlines", "/OpenAction", "/StructTreeRoot", "/MarkInfo", "/Lang", "/AcroForm",
    "/Version", "/Extensions",
}  # fmt: skip
"""Without /OCProperties no layer is hidden: what others can uncover, the owner sees on the page that is checked."""
_PERSONAL = {
    "/Metadata": "document properties",
    "/PieceInfo": "private data of the program it was made with",
    "/Thumb": "small preview pictures",
    "/LastModified": "dates of changes",
    "/CreatorInfo": "program name",
    "/Measure": "measuring data with positions",
    "/LGIDict": "GPS position",
    "/SpiderInfo": "web capture addresses",
}
_MARKUP = {
    "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline",
    "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Redact",
}  # fmt: skip
_LINKS = {"http", "https", "mailto", "tel"}
_SCRIPTS = ("javascript:", "vbscript:", "data:")
_DEEP = 200


def everything(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every dictionary and stream, direct ones included. Raises ValueError when nested absurdly."""
    waiting: list[tuple[Object, int]] = [(pdf.trailer, 0), *((found, 0) for found in pdf.objects)]
    while waiting:
        thing, depth = waiting.pop()
        if depth > _DEEP:
            raise ValueError("objects nested too deeply")
        if isinstance(thing, Dictionary | Stream):
            yield thing
            inner = [value for _, value in thing.items()]
        elif isinstance(thing, Array):
            inner = list(thing)
        else:
            continue
        waiting += [(v, depth + 1) for v in inner if isinstance(v, Dictionary | Array) and not v.is_indirect]


def refuse_active(pdf: pikepdf.Pdf) -> None:
    """Raises Refusal naming the things that would act when the file is opened or clicked."""
    found = sorted({words for words in map(_active, everything(pdf)) if words}, key=_ORDER.index)
    if found:
        raise Refusal("active-pdf", f"This PDF contains {' and '.join(found[:2])}. {AGAIN}")


def _active(thing: Object) -> str:
    for key, words in _KEYS.items():
        if key in thing:
            return words
    if _name(thing, "/Subtype") in _ANNOTATIONS and ("/Rect" in thing or "/FS" in thing):
        return _ANNOTATIONS[_name(thing, "/Subtype")]
    if _name(thing, "/S") in _ACTIONS and _name(thing, "/Type") in ("", "/Action"):
        return _ACTIONS[_name(thing, "/S")]
    if _name(thing, "/Type") == "/EmbeddedFile":
        return "another file attached inside it"
    if _name(thing, "/S") == "/URI" and _text(thing, "/URI").strip().lower().startswith(_SCRIPTS):
        return "a script (JavaScript)"
    more = thing.get("/AA")
    if isinstance(more, Dictionary) and len(more):
        return _BY_ITSELF
    opening = thing.get("/OpenAction")
    if isinstance(opening, Dictionary) and _name(opening, "/S") not in ("", "/GoTo"):
        return _ACTIONS.get(_name(opening, "/S"), _BY_ITSELF)
    return ""


def _name(thing: Object, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, Name) else ""


def _text(thing: Object, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.String) else ""


def remove_personal(pdf: pikepdf.Pdf) -> list[str]:
    """Takes names, dates, program data and links to local files out; returns what, in plain words."""
    removed = _from_top(pdf)
    for thing in everything(pdf):
        removed += [words for key, words in _PERSONAL.items() if _drop(thing, key)]
        removed += _from_annotation(thing)
        if _name(thing, "/FT") == "/Sig" and _drop(thing, "/V"):
            removed.append("digital signature")
        if _name(thing, "/S") in ("/GoToR", "/Thread", "/URI") and not _harmless(thing):
            for key in [key for key, _ in thing.items()]:
                del thing[key]
            removed.append("links to files on a computer")
        if isinstance(thing, Stream):
            removed += _from_picture(thing)
    return removed


def _drop(thing: Object, key: str) -> bool:
    if key not in thing or (key == "/Metadata" and not isinstance(thing[key], Stream | Dictionary)):
        return False
    del thing[key]
    return True


def _from_top(pdf: pikepdf.Pdf) -> list[str]:
    """The information dictionary, and whatever of the catalogue a reader does not need."""
    removed = []
    information = pdf.trailer.get("/Info")
    if isinstance(information, Dictionary):
        removed = ["author name"] if "/Author" in information else []
        removed.append("document properties")
    for key in ("/Info", "/ID"):  # the identifier would tell that two files were once the same
        if key in pdf.trailer:
            del pdf.trailer[key]
    for key in [key for key, _ in pdf.Root.items()]:
        if key not in _ROOT:
            del pdf.Root[key]
            removed += [_PERSONAL[key]] if key in _PERSONAL else []
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary):
        for key in [key for key, _ in names.items() if key != "/Dests"]:
            del names[key]
    return removed


def _from_annotation(thing: Object) -> list[str]:
    """The author of a comment stands in /T; the same key is a field's name in a form, which stays. Its words show only
    when somebody opens it, so nobody would look through them for names: they go."""
    if _name(thing, "/Subtype") not in _MARKUP or "/Rect" not in thing:
        return []
    found = [key for key in ("/T", "/M", "/CreationDate", "/NM", "/RC") if _drop(thing, key)]
    words = [key for key in ("/Contents", "/Subj") if _text(thing, key).strip() and _drop(thing, key)]
    return (["names of comment authors"] if "/T" in found else []) + (["words of comments"] if words else [])


def _harmless(action: Object) -> bool:
    """Whether a link leads to the web or to an address, not into somebody's folders."""
    if _name(action, "/S") != "/URI":
        return False
    target = _text(action, "/URI").strip()
    return urlsplit(target).scheme.lower() in _LINKS if ":" in target else not target.startswith(("\\", "//"))


def _from_picture(thing: Stream) -> list[str]:
    """Camera data inside embedded photos. What cannot be followed is stored again as bare pixels."""
    filters = thing.get("/Filter")
    chain = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    if chain[-1] not in ("/DCTDecode", "/DCT", "/JPXDecode"):
        return []
    try:
        data = _unwrapped(thing, chain[:-1])
        bare = jpeg.strip_2000(data) if chain[-1] == "/JPXDecode" else jpeg.strip(data)
    except (ValueError, zlib.error):
        if chain[-1] == "/JPXDecode":
            raise
        thing.write(thing.read_bytes(pikepdf.StreamDecodeLevel.all))
        return ["camera data in pictures"]
    if len(bare) == len(data):
        return []
    parameters = thing.get("/DecodeParms")
    last = parameters[-1] if isinstance(parameters, Array) else parameters
    thing.write(bare, filter=Name(chain[-1]), decode_parms=last if isinstance(last, Dictionary) else None)
    return ["camera data in pictures"]


def _unwrapped(thing: Stream, chain: list[str]) -> bytes:
    """The picture as stored, out of the compressions around it. Raises ValueError for other wrappings."""
    data = thing.read_raw_bytes()
    for name in chain:
        if name not in ("/FlateDecode", "/Fl"):
            raise ValueError(f"picture wrapped in {name}")
        data = zlib.decompressobj().decompress(data, 100_000_000)
    return data
