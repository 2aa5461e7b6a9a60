"""What is published, as rows that other systems read: one small JSON document for each thing that a report states.

``shapes`` are the documents, ``statements`` takes a report apart into them, ``store`` keeps one row for each thing a
board has said, the latest word on it. Everything comes from the suppressed reports and nothing from the draft tables.
"""
