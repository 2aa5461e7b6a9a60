"""What a report's texts say, read and held against its figures. Pure functions; ``report_texts`` has the checks."""
