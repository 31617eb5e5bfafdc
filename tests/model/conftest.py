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
    return load_extractor(backend="openvino-int8")


@pytest.fixture(scope="session")
def float32_extractor() -> Extractor:
    return load_extractor(backend="openvino-float32")


@pytest.fixture(params=["torch", "int8", "float32"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.getfixturevalue(f"{request.param}_extractor")
    return found
