"""How people write grounds: the parts of `law.wordings`."""
