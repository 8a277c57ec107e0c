"""What the law said on any day, and pure functions that judge by it. Standard library only."""
