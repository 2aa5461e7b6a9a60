"""The rows in the database: reading what a save needs, writing in one statement, and their events."""
