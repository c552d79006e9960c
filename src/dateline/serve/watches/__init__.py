"""Watches: what a search is about, and how its news are sent."""
