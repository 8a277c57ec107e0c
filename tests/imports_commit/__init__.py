"""Plans, commits, undo and the pages of imports."""
