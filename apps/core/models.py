"""No tables here: only the abstract owner that fact rows share."""
