"""Gouji (勾稽): garbled annual reports on open government information, read into figures with their places in the source."""

__version__ = "0.1.0"
