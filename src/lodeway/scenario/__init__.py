"""Lodeway."""
