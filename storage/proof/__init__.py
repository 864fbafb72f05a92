"""Whether the database is whole: each check beside a fresh count, and what can be made anew."""
