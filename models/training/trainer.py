"""The training loop: examples in, averaged weights out, with checkpoints and a log."""

import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from models.errors import ModelError
from models.network import NetworkConfig, PairNetwork, SpanNetwork, collect_tensors, load_tensors
from models.training.examples import Example
from models.training.losses import LOSS_WEIGHTS, collate, compute_losses
from models.training.precision import autocast
from models.words import CASE_CLASSES, LOWER, UPPER

logger = logging.getLogger(__name__)

_CHECKPOINT_FILE: Final = "checkpoint.pt"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """What a run can vary. Rates are AdamW learning rates at their peak; ``batch_pieces`` is in wordpieces."""

    seed: int = 1
    epochs: int = 9
    batch_pieces: int = 1536
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06
    average_decay: float = 0.997
    case_noise: float = 0.08
    mask_noise: float = 0.06


@dataclass(slots=True, kw_only=True)
class _Best:
    score: float = -1.0
    tensors: dict[str, Tensor] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Trainer:
    """Trains one network; ``evaluate`` scores the averaged weights after each epoch and its result goes to the log.

    ``sources``: examples and how much of them an epoch takes (1.0: all, once).
    """

    spans: SpanNetwork
    pairs: PairNetwork
    config: NetworkConfig
    options: TrainingOptions
    folder: Path
    padding_id: int
    mask_id: int
    sources: Sequence[tuple[list[Example], float]]
    evaluate: Callable[[SpanNetwork, PairNetwork], dict[str, float]]
    clock: Callable[[], float] = time.monotonic
    _average: dict[str, Tensor] = field(default_factory=dict)
    _step: int = 0

    def run(self) -> dict[str, Tensor]:
        """Train for all epochs; returns the averaged weights of the best epoch by the score ``total``."""
        options = self.options
        torch.manual_seed(options.seed)
        order = random.Random(options.seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        per_epoch = len(list(self._batches(random.Random(options.seed))))
        optimizer = self._optimizer()
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rate_curve(per_epoch * options.epochs, options.warmup))
        self._average = {name: tensor.detach().clone() for name, tensor in self._state().items()}
        best = _Best()
        first_epoch = self._restore(order, optimizer, schedule, best)
        for epoch in range(first_epoch, options.epochs):
            started = self.clock()
            means = self._run_epoch(order, optimizer, schedule)
            scores = self._score_average()
            seconds = round(self.clock() - started)
            self._log({"epoch": epoch + 1, "step": self._step, "seconds": seconds, "losses": means, "dev": scores})
            if scores["total"] > best.score:
                best.score = scores["total"]
                best.tensors = {name: tensor.clone() for name, tensor in self._average.items()}
            self._save(epoch + 1, order, optimizer, schedule, best)
        return best.tensors

    def _save(
        self,
        epochs: int,
        order: random.Random,
        optimizer: torch.optim.Optimizer,
        schedule: torch.optim.lr_scheduler.LambdaLR,
        best: "_Best",
    ) -> None:
        """Write the checkpoint under another name first, so that a kill leaves the last one whole."""
        checkpoint = {
            "options": asdict(self.options),
            "epochs": epochs,
            "step": self._step,
            "order": order.getstate(),
            "torch": torch.get_rng_state(),
            "tensors": self._state(),
            "average": self._average,
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "best_score": best.score,
            "best_tensors": best.tensors,
        }
        torch.save(checkpoint, self.folder / "checkpoint.new")
        (self.folder / "checkpoint.new").replace(self.folder / _CHECKPOINT_FILE)

    def _restore(
        self,
        order: random.Random,
        optimizer: torch.optim.Optimizer,
        schedule: torch.optim.lr_scheduler.LambdaLR,
        best: "_Best",
    ) -> int:
        """Take up the checkpoint of the folder where there is one; returns how many epochs are done."""
        path = self.folder / _CHECKPOINT_FILE
        if not path.exists():
            return 0
        checkpoint = torch.load(path, weights_only=True)
        if checkpoint["options"] != asdict(self.options):
            message = f"'{path}' is of a run with the options {checkpoint['options']}: use them, or another folder"
            raise ModelError(message)
        version, state, gauss = checkpoint["order"]
        order.setstate((version, tuple(state), gauss))
        torch.set_rng_state(checkpoint["torch"])
        load_tensors(self.spans, self.pairs, checkpoint["tensors"])
        self._average = checkpoint["average"]
        optimizer.load_state_dict(checkpoint["optimizer"])
        schedule.load_state_dict(checkpoint["schedule"])
        self._step = checkpoint["step"]
        best.score, best.tensors = checkpoint["best_score"], checkpoint["best_tensors"]
        epochs: int = checkpoint["epochs"]
        return epochs

    def _run_epoch(
        self, order: random.Random, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR
    ) -> dict[str, float]:
        self.spans.train()
        self.pairs.train()
        sums: dict[str, float] = {}
        count = 0
        for batch in self._batches(order):
            noisy = [_add_noise(example, order, self.options, self.mask_id) for example in batch]
            tensors = collate(noisy, max_span_words=self.config.max_span_words, padding_id=self.padding_id)
            with autocast():
                losses = compute_losses(self.spans, self.pairs, tensors)
            loss = torch.stack([LOSS_WEIGHTS[name] * value for name, value in losses.items()]).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*self.spans.parameters(), *self.pairs.parameters()], 1.0)
            optimizer.step()
            schedule.step()
            self._step += 1
            self._update_average()
            count += 1
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + value.item()
        return {name: round(total / count, 4) for name, total in sums.items()}

    def _batches(self, order: random.Random) -> Iterator[list[Example]]:
        """Batches of one epoch: examples of like length together, the batches shuffled."""
        examples = []
        for source, share in self.sources:
            examples += order.sample(source, round(share * len(source))) if share < 1 else source
        keyed = [(len(example.window.ids) * order.uniform(0.9, 1.1), index) for index, example in enumerate(examples)]
        batches: list[list[Example]] = [[]]
        for _, index in sorted(keyed):
            example = examples[index]
            if batches[-1] and len(example.window.ids) * (len(batches[-1]) + 1) > self.options.batch_pieces:
                batches.append([])
            batches[-1].append(example)
        order.shuffle(batches)
        return iter(batches)

    def _optimizer(self) -> torch.optim.Optimizer:
        groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
        for network in (self.spans, self.pairs):
            for name, parameter in network.named_parameters():
                key = (name.startswith("encoder."), parameter.ndim > 1)
                groups.setdefault(key, []).append(parameter)
        return torch.optim.AdamW(
            [
                {
                    "params": parameters,
                    "lr": self.options.encoder_rate if encoder else self.options.head_rate,
                    "weight_decay": self.options.weight_decay if matrix else 0.0,
                }
                for (encoder, matrix), parameters in groups.items()
            ],
            fused=True,
        )

    def _state(self) -> dict[str, Tensor]:
        return collect_tensors(self.spans, self.pairs)

    def _update_average(self) -> None:
        decay = min(self.options.average_decay, (1 + self._step) / (10 + self._step))
        with torch.no_grad():
            for name, tensor in self._state().items():
                self._average[name].lerp_(tensor, 1 - decay)

    def _score_average(self) -> dict[str, float]:
        trained = {name: tensor.clone() for name, tensor in self._state().items()}
        load_tensors(self.spans, self.pairs, self._average)
        self.spans.eval()
        self.pairs.eval()
        scores = self.evaluate(self.spans, self.pairs)
        load_tensors(self.spans, self.pairs, trained)
        return scores

    def _log(self, entry: dict[str, object]) -> None:
        line = json.dumps(entry)
        logger.info("%s", line)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")


def _rate_curve(steps: int, warmup: float) -> Callable[[int], float]:
    rising = max(1, round(steps * warmup))

    def rate(step: int) -> float:
        if step < rising:
            return (step + 1) / rising
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))

    return rate


def _add_noise(example: Example, order: random.Random, options: TrainingOptions, mask_id: int) -> Example:
    """Hide some wordpieces; now and then show the window in lower case or in capitals, as headlines and feeds do."""
    window = example.window
    ids = window.ids.copy()
    for piece in range(1, len(ids) - 1):
        if order.random() < options.mask_noise:
            ids[piece] = mask_id
    case = window.case
    if order.random() < options.case_noise:
        letters = (case >= LOWER) & (case < CASE_CLASSES - 2)
        case = np.where(letters, order.choice((LOWER, UPPER)), case)
    return replace(example, window=replace(window, ids=ids, case=case))
