"""Trains the line model that tells the article from the furniture around it."""
