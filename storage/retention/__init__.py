"""What is not to be held: articles that were withdrawn, sources that are paused."""
