"""Vendors, what they do, where the data goes and what is wrong with it: the heart."""
