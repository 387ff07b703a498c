"""PDF: refused when it can act, otherwise written anew without anything personal, and drawn as pictures."""

from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image

from ilc.core.screening import images, pdf_objects
from ilc.core.screening.outcome import Limits, Refusal, Work


def clean(source: Path, _kind: str, work: Work) -> None:
    """Writes clean.pdf and a picture of each of the first pages."""
    work.name, work.media_type = "clean.pdf", "application/pdf"
    target = work.folder / work.name
    try:
        with pikepdf.open(source, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            work.pages = _count(pdf, work.limits)
            pdf_objects.refuse_active(pdf)
            work.took_out(*pdf_objects.remove_personal(pdf))
            pdf.save(target, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise _locked() from error
    if _has_more(source, target):
        work.took_out("earlier versions or data behind the document")
    _draw(target, work)


def _locked() -> Refusal:
    return Refusal(
        "encrypted",
        "This PDF is protected with a password or against changes. Take the protection off and add it again, "
        "or print it to a new PDF.",
    )


def _count(pdf: pikepdf.Pdf, limits: Limits) -> int:
    pages = len(pdf.pages)
    if pages == 0:
        raise ValueError("no pages")
    if pages > limits.max_pages:
        raise Refusal(
            "too-many-pages",
            f"This PDF has {pages:,} pages; {limits.max_pages} is the most. Add only the pages that matter.",
        )
    return pages


def _has_more(source: Path, target: Path) -> bool:
    """More than one end mark: the file was changed by appending, and the old state was still inside."""
    return source.read_bytes().count(b"%%EOF") > target.read_bytes().count(b"%%EOF")


def _draw(path: Path, work: Work) -> None:
    """Pictures of the pages, drawn from the cleaned file. Form fields are drawn with what was filled in."""
    document = pypdfium2.PdfDocument(path)
    try:
        document.init_forms()
        for number in range(min(work.pages, work.limits.preview_pages)):
            picture = _page(document, number, work.limits.page_edge)
            if number == 0:
                work.width, work.height = picture.size
            images.previews(picture, number + 1, work)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int, edge: int) -> Image.Image:
    """One page at `edge` pixels on its longer side, whatever size in points it claims."""
    page = document[number]
    try:
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise ValueError("a page without a size")
        if max(width, height) / min(width, height) > edge:
            raise ValueError("a page too narrow to draw")
        bitmap = page.render(scale=edge / max(width, height))
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        return picture
    finally:
        page.close()
