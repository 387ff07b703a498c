"""Pages of tries: one person's own, and the leader's closing screen."""
