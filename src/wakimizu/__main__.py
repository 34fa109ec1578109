"""The one command. `wakimizu help` lists what it can do; each command is a Django management command of a room."""

import os
import sys

COMMANDS = {
    "demo": "build the demo city and serve it",
    "serve": "serve the site, with the worker beside it",
    "worker": "seal the ledger, send reminders: what runs on a timer",
    "migrate": "bring the database's tables up to date",
    "import": "take in a file: cities, areas, organisation, coverage, offices, blocks, mesh, outlines, routing, voices, "
    "services, standards, offerings, observations, census, projection, people, assumptions, timetable",
    "export": "write a file: services, standards, offerings, observations, figures, people, assumptions (.csv or .xlsx)",
    "project": "estimate who lives where, find assumptions, and project",
    "mail": "take < MESSAGE | fetch | send: mail in and out, beside the worker",
    "ledger": "verify | prove RECEIPT | check PROOF.json | seal",
    "check": "look for faults in the installation and in the city's rules",
    "staff": "add a person and a post: the first sign-in of a new installation",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    words = sys.argv[1:] or ["help"]
    if words[0] in {"help", "-h", "--help"} and len(words) < 2:
        print("The commands of an installation (each explains itself with --help):")
        for name, purpose in COMMANDS.items():
            print(f"  {name:<10} {purpose}")
        return
    if words[0] == "demo":
        os.environ.setdefault("WAKIMIZU_DEMO", "1")

    if words == ["check"]:  # the city's own rules are in the database
        words = ["check", "--database", "default"]

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["wakimizu", *words])
    except ImproperlyConfigured as reason:
        sys.exit(f"Wakimizu does not start: {reason}")


if __name__ == "__main__":
    main()
