"""Which event type is taken for which: a matrix over exact trigger spans."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.extraction import Extraction
from models.labels import EVENT_TYPES
from models.training.evaluation import collect_items
from models.training.markup import AnnotatedArticle

CONFUSION_LABELS: Final = (*EVENT_TYPES, "none")


def count_confusions(articles: Sequence[AnnotatedArticle], extractions: Sequence[Extraction]) -> npt.NDArray[np.int64]:
    """How often each type (rows) was read as each type (columns): (17, 17) in the order of CONFUSION_LABELS.

    The last row counts triggers that no annotator marked, the last column those that were not found.
    """
    gold, found = collect_items(articles, extractions)
    labelled = {key[:3]: str(key[3]) for key in gold.triggers}
    read = {key[:3]: str(key[3]) for key in found.triggers}
    counts = np.zeros((len(CONFUSION_LABELS), len(CONFUSION_LABELS)), dtype=np.int64)
    for span in labelled.keys() | read.keys():
        row = CONFUSION_LABELS.index(labelled.get(span, "none"))
        column = CONFUSION_LABELS.index(read.get(span, "none"))
        counts[row, column] += 1
    return counts
