"""The rules that the coding names in its evidence, as explanations and the codebook tell them."""

from pathlib import Path

from annotated import MODEL, read_file

from pipeline.coding.document import code_document
from pipeline.explain_values import RULES, explain_event

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))


def test_every_rule_that_the_coding_names_has_a_meaning() -> None:
    rules: set[str] = set()
    for file in ARTICLES:
        for article, extraction in read_file(file):
            document = code_document(article, extraction, model=MODEL, processed="2025-01-01T00:00:00Z")
            rules |= {reason.rule for event in document.events for reason in explain_event(event) if reason.rule}
    assert {"model", "table", "stated"} <= rules <= set(RULES)
