"""From articles to stories, from events to incidents, from what is said and done to positions."""
