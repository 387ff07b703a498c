"""Where static files go when they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = (
    r"""(?P<matched>(?m:^)import(?P<what> [^;'"]+) from ["'](?P<url>\./[^"']+)["'];)""",
    'import%(what)s from "%(url)s";',
)


class Hashed(CompressedManifestStaticFilesStorage):
    """Addresses carry a hash, also those that our scripts import from each other: else a browser would run a script of
    now with a part from before, and what is kept for the time without a line would not fit together."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORT,)))
