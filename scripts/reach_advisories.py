"""Exit with 0 where the database of advisories that ``make audit`` asks can be reached; else say why not, with 1."""

import argparse
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

ADVISORIES = "https://api.osv.dev/v1/vulns/PYSEC-2019-41"


def main() -> int:
    """Give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=ADVISORIES)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    try:
        with urlopen(options.url, timeout=options.seconds) as answer:
            answer.read(1)
    except HTTPError as error:
        print(f"the advisories at {options.url} can't be read (HTTP {error.code})")
        return 1
    except OSError as error:
        print(f"the advisories at {options.url} can't be reached ({error})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
