"""Trains the reader: one small encoder with heads for mentions, events, roles and statements."""
