"""What a reader must know of a question: kinds of notes with their facts, said in words by `wording`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.facts}
