"""Entry: what controllers and reporters type into a round, cell by cell. Knows nothing of HTTP.

Where to begin:

- ``services.save_cell`` and ``services.save_cells`` save what is typed, and give a
  ``shapes.SaveResult`` for each cell. A bad, stale or locked cell does not stop the others.
- ``sheets`` builds what is shown to be filled in: a ``shapes.EntrySheet`` of outcomes, money,
  investments or controls, and the ``shapes.TextForms``.
- ``preview_block`` reads a block from Excel and saves nothing.
- ``feedback`` works out what is shown beside a cell: its light, what looks odd, sums.
- ``progress`` counts how much is filled in, and lists what remains.
- ``stored`` reads and writes the rows in the database.

Whose turn it is, the steps of the hand-over and the history of a row belong to
``apps.workflow``. Find the round with ``Round.objects.worked_on_by(user)`` before it is given
to a function here: only writing checks what the user may do.
"""
