"""Writing: preparing and leading a joint look, notes, groups, sorting, conclusions."""
