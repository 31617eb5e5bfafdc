"""What an export wrote and what it left out, for the line that people read at its end."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of documents and events read, of rows written, and of events left out by reason."""

    documents: int = 0
    events: int = 0
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """One line: "2 documents, 58 events, 71 rows; left out: 3 hypothetical"."""
        line = f"{self.documents} documents, {self.events} events, {self.rows} rows"
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(self.left_out.items()))
        return f"{line}; left out: {reasons}" if reasons else line
