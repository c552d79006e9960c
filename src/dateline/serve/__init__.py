"""All headlines: the site and the API over one database. No language model is loaded here."""
