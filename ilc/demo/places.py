"""The real districts and schools of the four sites, by their CDS codes: names repeat (domain.md 2)."""

from dataclasses import dataclass

from districts.models import District, School
from ilc.core.errors import Refused

MADERA = "20-65243"
CONEJO = "56-73759"
EAST_SIDE_HIGH = "43-69427"
FEEDERS = (
    "43-69369",  # Alum Rock Union Elementary
    "43-69377",  # Berryessa Union Elementary
    "43-69435",  # Evergreen Elementary
    "43-69450",  # Franklin-McKinley Elementary
    "43-69617",  # Mount Pleasant Elementary
    "43-69625",  # Oak Grove Elementary
    "43-69633",  # Orchard Elementary
)
FULLERTON_HIGH = "30-66514"
ORANGE_NEIGHBOURS = (
    "30-66506",  # Fullerton Elementary
    "30-66563",  # La Habra City Elementary
    "30-66647",  # Placentia-Yorba Linda Unified
    "30-66449",  # Brea-Olinda Unified
    "30-66456",  # Buena Park Elementary
    "30-66472",  # Centralia Elementary
    "30-66431",  # Anaheim Union High
)

SCHOOLS: dict[str, tuple[str, ...]] = {
    MADERA: (
        "20652436024046",  # Sierra Vista Elementary
        "20652436024012",  # La Vina Elementary
        "20652430129544",  # Eastin Arcola
        "20652436024020",  # Millview Elementary
        "20652430110957",  # Cesar Chavez Elementary
        "20652430110965",  # Madera South High
        "20652432035707",  # Madera High
        "20652436024053",  # Thomas Jefferson Middle
        "20652436112973",  # Martin Luther King Jr. Middle
    ),
    CONEJO: (
        "56737596055859",  # Aspen Elementary
        "56737596055875",  # Madrona Elementary
        "56737596084933",  # Wildwood Elementary
        "56737596093165",  # Cypress Elementary
        "56737596115760",  # Lang Ranch
        "56737595630116",  # Westlake High
        "56737595633748",  # Newbury Park High
    ),
    EAST_SIDE_HIGH: (
        "43694274335428",  # William C. Overfelt High
        "43694274330031",  # Independence High
        "43694274333639",  # James Lick High
    ),
    "43-69369": ("43693696046239", "43693696046197"),  # Cesar Chavez Elementary, Lee Mathson Middle
    "43-69377": ("43693776046387", "43693776046395"),  # Northwood Elementary, Piedmont Middle
    "43-69435": ("43694356047179", "43694356047146"),  # Quimby Oak Middle, Holly Oak Elementary
    "43-69450": ("43694506047278", "43694506047195"),  # Sylvandale Middle, Franklin Elementary
    "43-69617": ("43696176048037", "43696176048078"),  # August Boeger Middle, Robert Sanders Elementary
    "43-69625": ("43696256048094", "43696256048128"),  # Davis (Caroline) Intermediate, Edenvale Elementary
    "43-69633": ("43696336048185",),  # Orchard Elementary
    FULLERTON_HIGH: ("30665143032505", "30665143037090", "30665143037496"),  # Fullerton Union, Sonora, Troy
    "30-66506": ("30665066028104", "30665066028179"),  # Nicolas Junior High, Valencia Park Elementary
    "30-66563": ("30665636029037", "30665636028997"),  # Washington Middle, Sierra Vista Elementary
    "30-66647": ("30666473031929", "30666476030043"),  # El Dorado High, Kraemer Middle
    "30-66449": ("30664493030640", "30664496058911"),  # Brea-Olinda High, Brea Junior High
    "30-66456": ("30664566027551",),  # Buena Park Junior High
    "30-66472": ("30664726027692",),  # George B. Miller Elementary
    "30-66431": ("30664313036712", "30664316058820"),  # Savanna High, Dale Junior High
}


@dataclass(frozen=True)
class Places:
    """Districts by CDS code, and the schools the demonstration uses in each."""

    districts: dict[str, District]
    schools: dict[str, list[School]]

    @classmethod
    def load(cls) -> "Places":
        """Two queries. Refused when the directory in use lacks one of the codes."""
        districts = {one.cds: one for one in District.objects.filter(cds__in=SCHOOLS)}
        codes = [code for some in SCHOOLS.values() for code in some]
        schools = {one.cds: one for one in School.objects.filter(cds__in=codes).select_related("district")}
        if missing := [code for code in (*SCHOOLS, *codes) if code not in districts and code not in schools]:
            raise Refused(
                f"The directory in this database lacks {', '.join(missing)}, which the demonstration needs. "
                "Load data/pubschls_2018-06.tsv.gz first (manage.py import_directory).",
                "directory",
            )
        return cls(
            {cds: districts[cds] for cds in SCHOOLS},
            {cds: [schools[code] for code in some] for cds, some in SCHOOLS.items()},
        )
