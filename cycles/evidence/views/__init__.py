"""Pages of evidence: bringing, each artifact, looking together."""
