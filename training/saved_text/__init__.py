"""Trains the line models of saved text."""
