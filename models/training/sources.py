"""What an epoch is made of: annotated news, some of it in another typography, and corpora with some of our labels."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from models.extractor import MAX_WINDOW_PIECES
from models.training.corpora import read_events, select_real
from models.training.examples import Example, build_examples, build_marked_examples
from models.training.markup import AnnotatedArticle
from models.training.names import read_names
from models.training.perturbation import perturb
from models.training.pool import drop_known, read_pool
from models.training.soft_labels import Networks, add_soft_labels
from models.words import WordReader

Sources = list[tuple[list[Example], float]]
"""Examples and how much of them an epoch takes (1.0: all, once)."""

_NAMES_SHARE: Final = 0.3
_POOL_SHARE: Final = 0.4
_CHANGES: Final = (("no final periods", 10), ("title case", 20), ("typographic quotes", 20))
"""Which change every n-th annotated text is shown with once more."""


def build_name_examples(data: Path, dev: Sequence[AnnotatedArticle], reader: WordReader) -> list[Example]:
    """The name corpora of ``data``, without what ``dev`` has as well."""
    texts = drop_known(read_names(data / "corpora"), dev)
    return build_marked_examples(texts, reader, max_pieces=MAX_WINDOW_PIECES)


def build_sources(
    data: Path,
    train: Sequence[AnnotatedArticle],
    reader: WordReader,
    *,
    teachers: Sequence[Networks],
    teach_annotated: bool = True,
) -> Sources:
    """The sources of a run; real text counts twice.

    With teachers, texts without any label of ours come in, and examples carry the teachers' probabilities; those of
    annotated news only where ``teach_annotated`` says so.
    """
    dev = read_events(data / "events" / "dev")
    changed = [perturb(article, name) for name, step in _CHANGES for article in train[::step]]
    annotated: Sources = [
        (build_examples(train, reader, max_pieces=MAX_WINDOW_PIECES), 1.0),
        (build_examples(changed, reader, max_pieces=MAX_WINDOW_PIECES), 1.0),
    ]
    others: Sources = [(build_name_examples(data, dev, reader), _NAMES_SHARE)]
    if teachers:
        pool = build_marked_examples(drop_known(read_pool(data / "corpora"), dev), reader, max_pieces=MAX_WINDOW_PIECES)
        others = _teach([*others, (pool, _POOL_SHARE)], teachers, reader)
        annotated = _teach(annotated, teachers, reader) if teach_annotated else annotated
    real = {article.id for article in select_real(list(train))}
    again = [example for example in annotated[0][0] if train[example.window.text].id in real]
    return [*annotated, *others, (again, 1.0)]


def _teach(sources: Sources, teachers: Sequence[Networks], reader: WordReader) -> Sources:
    return [(add_soft_labels(examples, teachers, padding_id=reader.padding_id), share) for examples, share in sources]
