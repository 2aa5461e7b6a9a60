"""A board's plan for a year as a workbook: out, in with a preview, and the blank one to begin with."""
