"""A spreadsheet becomes a plan, a plan becomes rows, and any import can be undone."""
