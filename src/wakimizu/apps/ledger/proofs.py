"""Checking a proof with nothing but the proof: no database, no network, no trust in whoever printed it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from wakimizu.apps.ledger import merkle
from wakimizu.apps.ledger.operations import chain_hash
from wakimizu.shared.freetext import digest


@dataclass(frozen=True, slots=True)
class Checked:
    ok: bool
    sentence: str


def check_proof(document: str) -> Checked:
    """Whether a proof file holds: its entry is under its root, its seal in the chain, and its words are the ones received."""
    try:
        proof = json.loads(document)
        if proof.get("format") != "wakimizu-proof-1":
            return Checked(False, "This file is not a proof of Wakimizu.")
        leaf = merkle.leaf_hash(proof["entry"].encode())
        steps = [bytes.fromhex(step) for step in proof["path"]]
        root = merkle.root_from_path(leaf, proof["index"], proof["size"], steps)
        sealed = datetime.fromtimestamp(proof["sealed_at"], tz=UTC)
        chain = chain_hash(proof["chain_before"], sealed, proof["size"], proof["root"])
        facts = json.loads(json.loads(proof["entry"])["facts"])
        words = proof.get("words")
        said = digest(bytes.fromhex(words["salt"]), words["text"]) if words else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        return Checked(False, "This file is damaged: a part of the proof is missing or unreadable.")
    if root is None or root.hex() != proof["root"]:
        return Checked(False, "The entry is not under this seal.")
    if chain != proof["chain"]:
        return Checked(False, "The seal does not fit its chain.")
    if said is not None and said != facts.get("text"):
        return Checked(False, "The words are not those that were received.")
    what = "The words and their receipt are" if said else "The receipt is"
    return Checked(True, f"{what} under seal {proof['seal']} of {sealed:%Y-%m-%d %H:%M} UTC. Chain: {chain}")
