"""The sample press: a small bilingual web site, and what must be found in it."""
