"""What is measured against peers, and how."""
