"""Strategies, resources and released examples, found by words and filters."""
