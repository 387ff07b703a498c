"""What screens, the record and the lists are made of."""
