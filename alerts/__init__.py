"""From what is stored to what somebody should know."""
