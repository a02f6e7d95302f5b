"""The review page: one figure in doubt, its place in the source, the statutory table, and a key for each answer."""
