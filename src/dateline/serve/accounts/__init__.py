"""Accounts: who uses the site, what they may do, and how they are known again."""
