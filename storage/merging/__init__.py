"""Two databases of one topic brought together, without loss and without doubles."""
