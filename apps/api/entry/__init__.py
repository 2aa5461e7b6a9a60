"""Systems write what people type: rows become cells, and the same service saves them, with its locks, warnings and
history. What is new here is that a call is all or nothing."""
