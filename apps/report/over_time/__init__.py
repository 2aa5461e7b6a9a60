"""The board over time: what earlier reports said when they were published, and what has changed since."""
