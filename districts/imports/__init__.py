"""Files from outside that fill the district tables."""
