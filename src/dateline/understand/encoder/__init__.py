"""The trained encoder: words in, what it reads at each word out."""
