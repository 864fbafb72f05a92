"""What leaves the house: the public copy, the snapshot to cite, tables for other programs."""
