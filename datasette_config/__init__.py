"""Datasette as the project sets it up: pages, charts, words."""
