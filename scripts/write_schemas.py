"""Write ``schemas/*.json`` from the records; with ``--check`` only tell which files are not as they should be."""

import argparse
import sys
from pathlib import Path

from pipeline.schemas import build_schemas, render_schema

FOLDER = Path(__file__).parents[1] / "schemas"


def main() -> int:
    """Give the exit code: 1 where ``--check`` finds a file that differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a file differs")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    stale = []
    for name, schema in build_schemas().items():
        file = options.folder / f"{name}.json"
        text = render_schema(schema)
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(file.name)
        if not options.check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    if stale:
        print(f"{'differ' if options.check else 'written'}: {', '.join(stale)}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
