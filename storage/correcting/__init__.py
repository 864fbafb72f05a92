"""What people said against an analysis: kept, put to the findings, exchanged."""
