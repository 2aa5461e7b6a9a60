"""Entry: what controllers and reporters type into a round, cell by cell. Knows nothing of HTTP.

What a page needs, all of it keyword-only where it writes:

- ``grid.outcome_grid(round_, user)``, ``grid.money_grid(round_, user, unit="tkr")``, ``grid.investment_grid(…)``,
  ``grid.control_grid(round_, user)`` -> ``shapes.Grid``; ``texts.texts(round_, user)`` -> ``shapes.TextForms``
- ``cells.save_cell(round_=, key=, field=, raw=, version=, by=, reason="", unit="tkr")`` -> ``shapes.CellAnswer``
- ``cells.save_cells(round_=, cells=[CellInput(key, field, raw, version)], by=, reason="", unit="tkr")`` ->
  one ``CellAnswer`` for each, in order; a bad, stale or locked cell does not stop the others
- ``paste.read_block(round_=, user=, key=, field=, text=, unit="tkr")`` -> ``shapes.Preview``; saves nothing
- ``progress.progress(round_)`` -> ``[AreaProgress]``; ``progress.my_rounds(user)`` -> ``[RoundStatus]``
- ``history_of(round_, key)`` in ``apps.workflow.row_history`` -> ``[shapes.Change]``, latest first
- ``lock_of(round_, area, user)`` and the steps of the hand-over in ``apps.workflow.handover``

Texts (``b:`` and ``c:`` keys) are saved by the same ``save_cell``. Scope the round first, with
``Round.objects.worked_on_by(user)``.
"""
