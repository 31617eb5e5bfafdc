"""The network: a shared encoder, and heads on its word representations. Torch only; no tokenizer, no files."""

import dataclasses
import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from models.errors import ModelError
from models.labels import CONTEXTS, EVENT_TYPES, MENTION_TYPES, MODALITIES, MODES, ROLES
from models.pairs import DISTANCE_BUCKETS, LINK_TYPES
from models.words import CASE_CLASSES

SPAN_CLASSES: Final = 1 + len(MENTION_TYPES) + len(EVENT_TYPES)
"""Column 0 is "no span"; then the mention types, then the event types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """Kind and sizes of the encoder, under the names of ``transformers.BertConfig``; the defaults are MiniLM-L6-H384.

    ``architecture``: "bert", or "mpnet", which has relative positions and no token types.
    """

    architecture: str = "bert"
    vocab_size: int = 30522
    hidden_size: int = 384
    num_hidden_layers: int = 6
    num_attention_heads: int = 12
    intermediate_size: int = 1536
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    hidden_act: str = "gelu"
    attention_probs_dropout_prob: float = 0.0  # with dropout torch has no fast attention on a CPU


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """Sizes of the network."""

    encoder: EncoderConfig
    max_span_words: int = 12
    span_size: int = 192
    pair_size: int = 160
    type_size: int = 32


class SpanNetwork(nn.Module):
    """Encoder, span scorer, and the word-level heads: one call a batch of windows."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        hidden = config.encoder.hidden_size
        self.max_span_words = config.max_span_words
        self.encoder = build_encoder(config.encoder)
        self.case = nn.Embedding(CASE_CLASSES, hidden)
        self.span_start = nn.Linear(hidden, config.span_size)
        self.span_end = nn.Linear(hidden, config.span_size)
        self.span_width = nn.Embedding(config.max_span_words, config.span_size)
        self.span_class = nn.Linear(config.span_size, SPAN_CLASSES)
        self.dropout = nn.Dropout(0.1)
        self.trigger = nn.Linear(hidden, config.span_size)
        self.mode = nn.Linear(config.span_size, len(MODES))
        self.modality = nn.Linear(config.span_size, len(MODALITIES))
        self.context = nn.Linear(hidden, len(CONTEXTS))
        nn.init.normal_(self.case.weight, std=0.02)
        nn.init.normal_(self.span_width.weight, std=0.1)
        with torch.no_grad():
            self.span_class.bias[0] = math.log(SPAN_CLASSES * 30.0)

    def forward(
        self, ids: Tensor, case: Tensor, mask: Tensor, first_piece: Tensor, last_piece: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Read a batch of windows.

        ``ids``, ``case``, ``mask`` (1 for a piece, 0 for padding): (windows, pieces); ``first_piece``, ``last_piece``:
        (windows, words), 0 where a window has fewer words. Returns word states (windows, words, hidden), span logits
        (windows, words, widths, classes), mode logits (windows, words, modes), modality logits (windows, words,
        modalities) and context logits (windows, contexts). Span ``(i, w)`` covers the words ``i`` to ``i + w``.
        """
        embedded = self.encoder.get_input_embeddings()(ids) + self.case(case)  # type: ignore[operator]
        bias = (1.0 - mask.to(embedded.dtype)) * torch.finfo(torch.float32).min
        length = ids.shape[1]
        bias = bias[:, None, None, :].expand(-1, 1, length, -1)
        pieces = self.encoder(inputs_embeds=embedded, attention_mask=bias).last_hidden_state
        states = (_gather_words(pieces, first_piece) + _gather_words(pieces, last_piece)) * 0.5
        dropped = self.dropout(states)
        event = nn.functional.gelu(self.trigger(dropped))
        return states, self._score_spans(dropped), self.mode(event), self.modality(event), self.context(pieces[:, 0])

    def _score_spans(self, states: Tensor) -> Tensor:
        start = self.span_start(states)  # (windows, words, size)
        end = self.span_end(states)
        end = nn.functional.pad(end, (0, 0, 0, self.max_span_words - 1))
        words = states.shape[1]
        ends = torch.stack([end[:, width : width + words] for width in range(self.max_span_words)], dim=2)
        hidden = nn.functional.gelu(start[:, :, None] + ends + self.span_width.weight)
        scores: Tensor = self.span_class(hidden)  # (windows, words, widths, classes)
        return scores


class PairNetwork(nn.Module):
    """Scores trigger→mention roles and mention→mention links from the states of their words."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        hidden = self.hidden = config.encoder.hidden_size
        size = config.pair_size
        self.role = _PairScorer(hidden, (len(EVENT_TYPES), len(MENTION_TYPES)), size, config.type_size, len(ROLES))
        self.link = _PairScorer(
            hidden, (len(MENTION_TYPES), len(MENTION_TYPES)), size, config.type_size, len(LINK_TYPES)
        )

    def forward(
        self,
        states: Tensor,
        triggers: Tensor,
        mentions: Tensor,
        role_pairs: Tensor,
        link_pairs: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Logits of the given pairs.

        ``states``: (words, hidden); ``triggers``, ``mentions``: (spans, 3), first word, last word, type;
        ``role_pairs``, ``link_pairs``: (pairs, 3), as ``models.pairs`` makes them.
        Returns (role pairs, roles) and (link pairs, links).
        """
        roles: Tensor = self.role(states, triggers, mentions, role_pairs)
        links: Tensor = self.link(states, mentions, mentions, link_pairs)
        return roles, links


class _PairScorer(nn.Module):
    """An additive and a multiplicative view of a pair of spans, each from first word, last word and type."""

    def __init__(self, hidden: int, types: tuple[int, int], size: int, type_size: int, outputs: int) -> None:
        super().__init__()
        self.head_type = nn.Embedding(types[0], type_size)
        self.tail_type = nn.Embedding(types[1], type_size)
        self.head = nn.Linear(2 * hidden + type_size, 2 * size)
        self.tail = nn.Linear(2 * hidden + type_size, 2 * size)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, size)
        self.output = nn.Linear(2 * size, outputs)
        self.dropout = nn.Dropout(0.1)
        nn.init.constant_(self.output.bias, -2.0)

    def forward(self, states: Tensor, heads: Tensor, tails: Tensor, pairs: Tensor) -> Tensor:
        head = self.head(_span_states(states, heads, self.head_type))
        tail = self.tail(_span_states(states, tails, self.tail_type))
        size = head.shape[1] // 2
        left, right, distance = pairs[:, 0], pairs[:, 1], self.distance(pairs[:, 2])
        added = nn.functional.gelu(head[left, :size] + tail[right, :size] + distance)  # (pairs, size)
        multiplied = torch.tanh(head[:, size:])[left] * torch.tanh(tail[:, size:])[right]
        result: Tensor = self.output(self.dropout(torch.cat([added, multiplied], dim=1)))
        return result


def build_encoder(config: EncoderConfig) -> nn.Module:
    """A BERT or MPNet encoder without pooler, with random weights; raises ModelError for another architecture."""
    fields = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
    architecture = fields.pop("architecture")
    if architecture == "mpnet":
        del fields["type_vocab_size"]
        mpnet: nn.Module = MPNetModel(MPNetConfig(**fields), add_pooling_layer=False)  # type: ignore[no-untyped-call]
        return mpnet
    if architecture != "bert":
        message = f"unknown encoder architecture '{architecture}': 'bert' or 'mpnet'"
        raise ModelError(message)
    bert: nn.Module = BertModel(BertConfig(**fields), add_pooling_layer=False)  # type: ignore[no-untyped-call]
    bert.set_attn_implementation("sdpa")  # type: ignore[operator]
    return bert


def build_networks(config: NetworkConfig) -> tuple[SpanNetwork, PairNetwork]:
    """Both networks, with random weights."""
    return SpanNetwork(config), PairNetwork(config)


def collect_tensors(spans: SpanNetwork, pairs: PairNetwork) -> dict[str, Tensor]:
    """The weights of both networks, by one name each, as the files of weights hold them."""
    named = {f"spans.{name}": tensor for name, tensor in spans.state_dict().items()}
    named |= {f"pairs.{name}": tensor for name, tensor in pairs.state_dict().items()}
    return {name: tensor for name, tensor in named.items() if tensor.is_floating_point()}


def load_tensors(spans: SpanNetwork, pairs: PairNetwork, tensors: dict[str, Tensor]) -> None:
    """Load what ``collect_tensors`` gives; raises ModelError where a weight is missing or has another shape."""
    for network, prefix in ((spans, "spans."), (pairs, "pairs.")):
        own = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
        try:
            missing, unexpected = network.load_state_dict(own, strict=False)
        except RuntimeError as error:
            message = f"the weights don't fit the network of their configuration: {error}"
            raise ModelError(message) from error
        missing = [name for name in missing if network.state_dict()[name].is_floating_point()]
        if missing or unexpected:
            message = f"the weights don't fit the network: missing {missing}, unexpected {unexpected}"
            raise ModelError(message)


def _gather_words(pieces: Tensor, index: Tensor) -> Tensor:
    hidden = pieces.shape[2]
    return torch.gather(pieces, 1, index[:, :, None].expand(-1, -1, hidden))


def _span_states(states: Tensor, spans: Tensor, types: nn.Embedding) -> Tensor:
    return torch.cat([states[spans[:, 0]], states[spans[:, 1]], types(spans[:, 2])], dim=1)
