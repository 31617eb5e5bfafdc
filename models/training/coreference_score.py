"""The CoNLL score of coreference: the mean F1 of MUC, B³ and CEAF-φ4 over gold and found chains of exact spans.

S. Pradhan et al., "Scoring coreference partitions of predicted mentions: a reference implementation", 2014.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

Chain = frozenset[tuple[int, int]]
Chains = Sequence[Chain]


def score_coreference(gold: Mapping[str, Chains], found: Mapping[str, Chains]) -> float:
    """CoNLL F1 over all articles of ``gold``; chains by article id. 0 where there are no chains."""
    measures = (_muc, _b_cubed, _ceaf)
    scores = []
    for measure in measures:
        counts = np.zeros(4)
        for article, chains in gold.items():
            counts += measure(chains, found.get(article, ()))
        recall = counts[0] / counts[1] if counts[1] else 0.0
        precision = counts[2] / counts[3] if counts[3] else 0.0
        scores.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
    return float(sum(scores) / len(measures))


def _muc(gold: Chains, found: Chains) -> tuple[float, float, float, float]:
    return (*_shared_links(gold, found), *_shared_links(found, gold))


def _shared_links(chains: Chains, others: Chains) -> tuple[float, float]:
    owner = {span: number for number, chain in enumerate(others) for span in chain}
    shared = 0
    for chain in chains:
        parts = {owner[span] for span in chain if span in owner}
        alone = sum(span not in owner for span in chain)
        shared += len(chain) - len(parts) - alone
    return shared, sum(len(chain) - 1 for chain in chains)


def _b_cubed(gold: Chains, found: Chains) -> tuple[float, float, float, float]:
    return (*_overlaps(gold, found), *_overlaps(found, gold))


def _overlaps(chains: Chains, others: Chains) -> tuple[float, float]:
    owner = {span: chain for chain in others for span in chain}
    total = sum(len(chain & owner.get(span, frozenset())) / len(chain) for chain in chains for span in chain)
    return total, sum(len(chain) for chain in chains)


def _ceaf(gold: Chains, found: Chains) -> tuple[float, float, float, float]:
    if not gold or not found:
        return 0.0, len(gold), 0.0, len(found)
    likeness = np.array([[2 * len(one & other) / (len(one) + len(other)) for other in found] for one in gold])
    rows, columns = linear_sum_assignment(likeness, maximize=True)
    total = float(likeness[rows, columns].sum())
    return total, len(gold), total, len(found)
