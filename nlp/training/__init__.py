"""How the weights were made: one command from the data folder to `nlp/weights`, step by step."""
