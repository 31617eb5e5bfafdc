"""What most people would use: the token-classification pipeline of transformers, sentence by sentence.

For comparison only. It has the encoder of the weights and a head of the size that names need, with random weights but
for a bias that makes nearly every wordpiece no name: joining names then costs it less than with a trained head.
"""

from collections.abc import Sequence
from typing import Any, Final

import torch
import transformers
from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast, pipeline

from models.backends.torch_backend import load_networks
from models.errors import ModelError
from models.sentences import split_sentences
from models.weight_folder import TOKENIZER_FILE, WeightFolder

# Of CoNLL 2003: what a model of this kind usually finds.
_LABELS: Final = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")
_NO_NAME_BIAS: Final = 2.0


class TokenClassifier:
    """Reads texts with the pipeline, in batches of ``batch_sentences``, on so many CPU threads."""

    def __init__(self, folder: WeightFolder, *, batch_sentences: int, threads: int) -> None:
        """Build the model; raises ModelError where the encoder is no BERT or its weights don't fit."""
        torch.set_num_threads(threads)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = _build_model(folder)
        tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_file=str(folder.file(TOKENIZER_FILE)),
            model_max_length=model.config.max_position_embeddings,
            pad_token="[PAD]",
            cls_token="[CLS]",
            sep_token="[SEP]",
            unk_token="[UNK]",
        )
        self._batch_sentences = batch_sentences
        self._pipeline: Any = pipeline(
            "token-classification", model=model, tokenizer=tokenizer, aggregation_strategy="simple", device=device
        )
        self.runs = f"transformers {transformers.__version__}, torch {torch.__version__} on {device}, float32"

    def read(self, texts: Sequence[str]) -> list[Any]:
        """The names of each sentence of the texts."""
        sentences = [text[one.start : one.end] for text in texts for one in split_sentences(text)]
        found: list[Any] = self._pipeline(sentences, batch_size=self._batch_sentences)
        return found


def _build_model(folder: WeightFolder) -> BertForTokenClassification:
    spans, _ = load_networks(folder)
    if not isinstance(spans.encoder.config, BertConfig):
        message = f"the encoder in '{folder.path}' is no BERT: compare with weights whose architecture is 'bert'"
        raise ModelError(message)
    torch.manual_seed(0)
    fields = spans.encoder.config.to_dict()
    fields["id2label"] = dict(enumerate(_LABELS))
    fields["label2id"] = {label: number for number, label in enumerate(_LABELS)}
    config = BertConfig(**fields)
    model: BertForTokenClassification = BertForTokenClassification(config)  # type: ignore[no-untyped-call]
    model.bert.load_state_dict(spans.encoder.state_dict())
    with torch.no_grad():
        model.classifier.bias[0] = _NO_NAME_BIAS
    model.train(mode=False)
    return model
