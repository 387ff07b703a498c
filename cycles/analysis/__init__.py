"""Protocol runs: a timed joint look at student work, live on everybody's screen, kept as a record."""
