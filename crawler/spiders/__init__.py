"""Each spider only finds addresses; the page parser does the rest."""
