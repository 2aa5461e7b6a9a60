"""Files that systems send in: the same job, preview and application as on the screen."""
