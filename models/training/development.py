"""How good networks in training are: they read the development texts as the shipped extractor would."""

from collections.abc import Callable

from models.backends import Backend
from models.backends.torch_backend import TorchBackend
from models.decoding import Thresholds
from models.extraction import Extraction
from models.extractor import Extractor
from models.network import PairNetwork, SpanNetwork
from models.training.evaluation import score_extractions
from models.training.markup import AnnotatedArticle
from models.words import WordReader


def build_extraction(
    articles: list[AnnotatedArticle], reader: WordReader, backend: Backend
) -> Callable[[Thresholds], list[Extraction]]:
    """A function from thresholds to what the backend reads in ``articles``."""
    texts = [article.text for article in articles]

    def extract(thresholds: Thresholds) -> list[Extraction]:
        return Extractor(reader, backend, name="training", version="0", thresholds=thresholds).extract(texts)

    return extract


def build_evaluation(
    dev: list[AnnotatedArticle], reader: WordReader
) -> Callable[[SpanNetwork, PairNetwork], dict[str, float]]:
    """The trainer's scores after an epoch, in float32; ``total`` is the sum that chooses the best one."""

    def evaluate(spans: SpanNetwork, pairs: PairNetwork) -> dict[str, float]:
        extractions = build_extraction(dev, reader, TorchBackend(spans, pairs, device="cpu"))(Thresholds())
        scores = {name: round(score.f1, 4) for name, score in score_extractions(dev, extractions).items()}
        return scores | {"total": round(sum(scores[name] for name in ("mentions", "triggers typed", "roles")), 4)}

    return evaluate
