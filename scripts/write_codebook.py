"""Write what the coding makes of the worked examples of docs/coding.md into it, in place.

    write_codebook.py

A test fails where the page is not what this script writes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/unit/coding"))

import codebook


def main() -> None:
    """Rewrite the outcomes, and tell whether any changed."""
    before = codebook.FILE.read_text("utf-8")
    after = codebook.rewrite_examples(before)
    codebook.FILE.write_text(after, "utf-8")
    print("rewritten" if after != before else "as it was")


if __name__ == "__main__":
    main()
