"""The measures: one per task, each on files in a public format."""
