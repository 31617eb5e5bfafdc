"""``dateline worker`` with the fake model and coding: ``fake_worker.py SECONDS_PER_ARTICLE``, settings as usual."""

import os
import sys

from fakes import FakeExtractor, fake_code

from pipeline.cli import exit_on_error
from pipeline.settings import read_settings
from pipeline.worker import run_worker

if __name__ == "__main__":
    with exit_on_error():
        settings = read_settings(os.environ)
        extractor = FakeExtractor(seconds_per_article=float(sys.argv[1]))
        sys.exit(run_worker(settings, load=lambda _settings: extractor, code=fake_code))
