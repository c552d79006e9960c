"""The pages of the site, a module for each kind; each has a ``router``."""
