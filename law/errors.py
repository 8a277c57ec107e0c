"""What can be wrong with law and facts.

ValueError
├── LawError    a file of the law cannot be used
└── FactError   a fact, a code or a day is not in the vocabulary
"""

from __future__ import annotations


class LawError(ValueError):
    """A file of the law has a mistake; the message names the file, the record and the reason."""


class FactError(ValueError):
    """A fact is unknown or has a value that the vocabulary does not allow.

    `key`, `value` and `expected` say which, what was found, and what would do.
    """

    def __init__(self, key: str, value: str, expected: str) -> None:
        super().__init__(f"{key}: found {value!r}, expected {expected}")
        self.key = key
        self.value = value
        self.expected = expected
