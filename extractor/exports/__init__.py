"""Tables for others: tidy cells, the panel, the dictionary, and the files they are written to."""
