"""Benchmarks against gold: runs, scores, statistics, pages, and the power of verification."""
