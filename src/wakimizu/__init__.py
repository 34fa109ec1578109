"""Wakimizu (湧水): a designated city runs its ward offices on it. See ARCHITECTURE.md for the floors."""

__version__ = "0.1.0"
