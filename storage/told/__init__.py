"""What the coverage did: the tables of the stories."""
