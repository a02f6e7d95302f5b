"""The readers: text to cells and claims, each with its place. They know nothing of one another."""
