"""Reference data as their keepers publish them: one parser for each format, from a binary stream to records."""
