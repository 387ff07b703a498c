from districts.models.directory import DirectoryChange, DirectoryImport, DirectoryRow
from districts.models.geography import (
    Alliance,
    AllianceMembership,
    County,
    District,
    Partner,
    School,
)
from districts.models.roles import RoleGrant

__all__ = [
    "Alliance",
    "AllianceMembership",
    "County",
    "DirectoryChange",
    "DirectoryImport",
    "DirectoryRow",
    "District",
    "Partner",
    "RoleGrant",
    "School",
]
