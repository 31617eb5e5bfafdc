from pathlib import Path

from fakes import FakeExtractor, fake_code

from pipeline.extract_files import extract_files
from pipeline.publish import ArticleSource
from pipeline.reading import ArticleReader
from pipeline.records import decode_document
from pipeline.settings import Settings


def test_each_article_gives_a_document_or_a_line_of_why_not(tmp_path: Path) -> None:
    extractor = FakeExtractor()
    reader = ArticleReader(extractor, code=fake_code, attempts=2, now=str)
    sources = [
        ArticleSource(origin="a.txt", data=b"date 2024-12-25 Ann Lee met Bob Roe."),
        ArticleSource(origin="b.txt", data=b"\xff"),
        FileNotFoundError(2, "No such file", "c.txt"),
        ArticleSource(origin="d.txt", data=b"POISON"),
        ArticleSource(origin="e.txt", data=b"Cy Dow agreed."),
    ]
    documents, trouble = [], []
    for line in extract_files(sources, reader, Settings(batch_articles=2)):
        if isinstance(line, bytes):
            documents.append(decode_document(line))
        else:
            trouble.append(line)

    assert [document.article.text for document in documents] == ["Ann Lee met Bob Roe.", "Cy Dow agreed."]
    assert documents[0].article.published == "2024-12-25"
    assert trouble == [
        "b.txt: not-utf8: byte 0 (0xff) is not UTF-8: convert the article to UTF-8",
        "[Errno 2] No such file: 'c.txt'",
        'd.txt: extract failed 2 times: ValueError("can\'t read POISON")',
    ]
    assert max(len(batch) for batch in extractor.batches) <= 2
