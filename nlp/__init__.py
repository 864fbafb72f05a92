"""From an article to an analysis."""
