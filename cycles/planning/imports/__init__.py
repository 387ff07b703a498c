"""Lists of standards, loaded from files."""
