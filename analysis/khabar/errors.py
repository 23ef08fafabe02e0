"""What can go wrong, by name.

Every message is one line that says which file, which place, what is wrong and what to do.
"""


class KhabarError(Exception):
    """Base of every error khabar raises on purpose."""


class SourceError(KhabarError):
    """A source cannot be read, or is not the one that was recorded."""


class StudyError(KhabarError):
    """A study's ``study.toml`` or one of its files is not as it should be."""


class LexiconError(KhabarError):
    """A lexicon row is malformed; the message holds file, line and reason."""


class TableError(KhabarError):
    """A table lacks a column, holds a wrong value or would be overwritten."""


class NotebookError(KhabarError):
    """A notebook could not be run, or its outputs are not fit to be stored."""


class SmallCorpusError(KhabarError):
    """There are too few words to compare; the message says how many are needed."""


class MissingExtraError(KhabarError):
    """A feature needs an optional dependency; the message says which to install."""
