"""The shipped weights on each backend that a CPU has, and labelled news that was written for the project."""

from pathlib import Path

import pytest

from models.extractor import Extractor, load_extractor
from models.training.markup import AnnotatedArticle, read_markup


@pytest.fixture(scope="session")
def labelled_news() -> list[AnnotatedArticle]:
    return list(read_markup(Path(__file__).parent / "annotated-news.txt"))


@pytest.fixture(scope="session")
def torch_extractor() -> Extractor:
    return load_extractor(backend="torch")


@pytest.fixture(scope="session")
def int8_extractor() -> Extractor:
    return load_extractor(backend="openvino")


@pytest.fixture(params=["torch", "openvino"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    name = {"torch": "torch_extractor", "openvino": "int8_extractor"}[request.param]
    found: Extractor = request.getfixturevalue(name)
    return found
