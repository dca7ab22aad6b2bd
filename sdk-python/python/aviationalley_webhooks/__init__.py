"""Verifies AviationAlley's webhooks."""

from aviationalley_webhooks._native import __version__, verify

__all__ = ["__version__", "verify"]
