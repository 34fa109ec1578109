"""wakimizu ledger: verify, prove, check, seal."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wakimizu.apps.ledger import proofs, queries
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.ledger.registry import origins, prover


class Command(BaseCommand):
    help = "Prove that nothing was lost or altered."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("verify", help="recompute every seal and the chain, and look for lost rows")
        acts.add_parser("seal", help="seal now what is not sealed yet")
        prove = acts.add_parser("prove", help="print the proof of a receipt")
        prove.add_argument("receipt")
        check = acts.add_parser("check", help="check a proof file; needs no database")
        check.add_argument("file")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        getattr(self, f"_{act}")(**options)

    def _verify(self, **options: Any) -> None:
        verdict = queries.verify(timezone.now(), origins())
        self.stdout.write(
            f"{verdict.entries} entries under {verdict.seals} seals, {verdict.unsealed} waiting for the next"
        )
        self.stdout.write(f"head of the chain: {verdict.head or '(none yet)'}")
        for fault in verdict.faults:
            self.stdout.write(f"FAULT: {fault}")
        if not verdict.ok:
            sys.exit(1)
        self.stdout.write("Nothing is lost, altered or reordered.")

    def _seal(self, **options: Any) -> None:
        while seal := seal_entries(timezone.now()):
            self.stdout.write(f"seal {seal.pk}: {seal.size} entries, root {seal.root}")

    def _prove(self, receipt: str, **options: Any) -> None:
        document = prover()(receipt)
        if document is None:
            raise CommandError(
                "No sealed entry for this receipt. If it is new, try again in a minute, or run: wakimizu ledger seal"
            )
        self.stdout.write(document)

    def _check(self, file: str, **options: Any) -> None:
        try:
            checked = proofs.check_proof(Path(file).read_text())
        except (OSError, UnicodeDecodeError) as reason:
            raise CommandError(f"Cannot read {file}: {reason}") from None
        self.stdout.write(checked.sentence)
        if not checked.ok:
            sys.exit(1)
