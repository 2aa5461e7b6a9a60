"""The parts of the embedded PostgreSQL; ``apps.config.postgres`` is the door."""
