"""The root of the project's errors, and those that the models raise; ``pipeline.errors`` draws the whole tree."""


class DatelineError(Exception):
    """Root of every error that this project raises on purpose."""


class ModelError(DatelineError):
    """The model or its files can't be used: missing, damaged, or not fit for this machine."""
