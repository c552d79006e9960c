"""Mentions to entities: names."""
