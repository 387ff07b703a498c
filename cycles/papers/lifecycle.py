"""The life of a certificate, in one table (domain.md 4)."""

from cycles.papers.choices import CertificateState as State
from cycles.papers.models import Certificate
from ilc.core.lifecycle import Lifecycle, Step

CERTIFICATE: Lifecycle[Certificate] = Lifecycle(
    "certificate",
    (
        Step(State.CURRENT, "superseded", State.SUPERSEDED, "the clock, when hours were corrected"),
        Step(State.CURRENT, "revoked", State.REVOKED, "a leader of the series, or the clock"),
    ),
)
