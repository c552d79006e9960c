"""Page to Article: body, furniture, metadata, repairs, dates."""
