"""From a source to an article."""
