"""Counts and weights that tell statements from other sentences."""
