"""Lists that people paste or bring as a file."""
