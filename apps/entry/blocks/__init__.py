"""Blocks from a spreadsheet: cut up, placed by place or by name, and read before anything is saved."""
