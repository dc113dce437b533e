"""The errors a person can act on. Anything else that is raised is a bug and shows a traceback."""

from __future__ import annotations


class PapersieveError(Exception):
    """Something the person must mend: the message says what, where, and what to do next."""


class InputError(PapersieveError):
    """A dump, folder or side file cannot be used as it was named."""


class OutputError(PapersieveError):
    """The output folder cannot be written, or holds something that must not be overwritten."""


class SettingsError(PapersieveError):
    """A setting has an unknown name or a value out of range."""


class CorpusError(PapersieveError):
    """The corpus that was to be read is absent, incomplete or of another schema version."""


class RuleError(PapersieveError):
    """A rule table does not load: a key is missing, a name is taken, or an example does not hold."""
