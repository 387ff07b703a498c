"""Who can find a series and register, as columns of it."""

from cycles.planning.choices import Listing


def flags(listing: str) -> dict[str, bool]:
    """For everybody, for whoever has the link, or only for the host's educators."""
    return {"open_to_all": listing == Listing.EVERYBODY, "open_by_link": listing == Listing.LINK}
