"""Small lists of standards, made by the tests, with the manifest beside them."""

from pathlib import Path

MANIFEST = "key\tfile\tname\tshort_name\tversion\tsource\tlicence\tattribution\tsha256\tdomains"
HEADER = "code\tgrade\tstatement\tdomain"
ROWS = (
    "CCSS.MATH.CONTENT.3.NF.A.1\t3\tUnderstand a fraction 1/b as one part of b equal parts.\tFractions",
    "CCSS.MATH.CONTENT.3.NF.A.2\t3\tRepresent fractions on a number line; use &lt; and &gt;.<br/>Say why.\tFractions",
    "MS-PS1-2\tMS\tAnalyze data on the properties of substances.\tMatter",
)


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def write(
    folder: Path, content: str | bytes, *, key: str = "mini", version: str = "1", sha256: str = ""
) -> Path:
    """The list and its manifest; answers the list's path."""
    path = folder / f"{key}.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    about = (
        key,
        path.name,
        "A mini list",
        "Mini",
        version,
        "tests",
        "free",
        "© Nobody",
        sha256,
        "MS=Middle school",
    )
    (folder / "manifest.tsv").write_text(MANIFEST + "\n" + "\t".join(about) + "\n")
    return path
