"""Where the training data lie: the event files of a data folder, and which of their articles are real text."""

from pathlib import Path
from typing import Final

from models.errors import DatelineError
from models.training.markup import AnnotatedArticle, read_markup

OWN_TEXTS: Final = Path(__file__).parent / "data"
"""The annotated news that the project has written itself."""
_WRITTEN_PREFIX: Final = "author-"


class MissingCorpus(DatelineError):
    """A folder that should hold training data does not."""


def read_events(folder: Path) -> list[AnnotatedArticle]:
    """Every article of the ``.txt`` files of ``folder``, in the order of file names; raises MissingCorpus."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        message = f"no .txt files in '{folder}': name the data folder that holds events/train and events/dev"
        raise MissingCorpus(message)
    return [article for file in files for article in read_markup(file)]


def read_training(data: Path) -> list[AnnotatedArticle]:
    """All that every head is trained on: ``data``/events/train and the project's own texts; raises MissingCorpus."""
    return read_events(data / "events" / "train") + read_events(OWN_TEXTS)


def select_real(articles: list[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """The articles that were not written for the project."""
    return [article for article in articles if not article.id.startswith(_WRITTEN_PREFIX)]
