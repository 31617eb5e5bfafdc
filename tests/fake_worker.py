"""``dateline worker`` with the fake model and coding: ``fake_worker.py SECONDS_PER_ARTICLE [PROGRESS_FILE]``."""

import os
import sys
from pathlib import Path

from fakes import FakeExtractor, fake_code

from pipeline.cli import exit_on_error
from pipeline.settings import read_settings
from pipeline.worker import run_worker

if __name__ == "__main__":
    with exit_on_error():
        settings = read_settings(os.environ)
        progress = Path(sys.argv[2]) if len(sys.argv) > 2 else None
        extractor = FakeExtractor(seconds_per_article=float(sys.argv[1]), progress=progress)
        sys.exit(run_worker(settings, load=lambda _settings: extractor, code=fake_code))
