"""What is brought, and what is said about it."""

from cycles.evidence.models.artifacts import (
    Artifact,
    ArtifactImage,
    ArtifactOpening,
    DeidentificationCheck,
    Screening,
)
from cycles.evidence.models.feedback import Feedback, FeedbackOffer, FeedbackReply, FeedbackRequest, Said
from cycles.evidence.models.safety import (
    MaskBox,
    Masking,
    PurgeLine,
    PurgeRun,
    ReleaseAttestation,
    RetentionRule,
    SourceImage,
    TakedownRequest,
)
from cycles.evidence.models.uploads import Arrival, RecordingConsent, Upload

__all__ = [
    "Arrival",
    "Artifact",
    "ArtifactImage",
    "ArtifactOpening",
    "DeidentificationCheck",
    "Feedback",
    "FeedbackOffer",
    "FeedbackReply",
    "FeedbackRequest",
    "MaskBox",
    "Masking",
    "PurgeLine",
    "PurgeRun",
    "RecordingConsent",
    "ReleaseAttestation",
    "RetentionRule",
    "Said",
    "Screening",
    "SourceImage",
    "TakedownRequest",
    "Upload",
]
