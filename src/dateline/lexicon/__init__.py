"""Data about words and names that several rooms need: countries, given names, letters beyond ASCII."""
