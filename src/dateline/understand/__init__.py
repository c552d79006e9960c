"""Article to facts: sentences, mentions, times, events, statements."""
