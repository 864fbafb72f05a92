"""Behind the front door: what each command reads from the line, a file a family."""
