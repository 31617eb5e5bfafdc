"""``dateline demo`` with the fake worker: ``fake_demo.py SECONDS_PER_ARTICLE|none [OPTION…]``; none makes it fail."""

import sys
from pathlib import Path

import pipeline.demo
from pipeline.cli import main

if __name__ == "__main__":
    seconds = sys.argv.pop(1)
    failing = (sys.executable, "-c", "import sys; sys.exit('the worker can not start')")
    working = (sys.executable, str(Path(__file__).with_name("fake_worker.py")), seconds)
    pipeline.demo.WORKER = failing if seconds == "none" else working  # type: ignore[misc]
    main(["demo", *sys.argv[1:]])
