"""From analysed articles to what the coverage did."""
