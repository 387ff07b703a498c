"""The composition root: settings, addresses, home pages, API and the queue."""
