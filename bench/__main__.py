"""./wakimizu bench NAME: runs one bench and prints its table, with --json also its figures as one last line of JSON."""

import argparse
import json

from bench import (
    audit,
    consensus,
    crash,
    deliberation,
    demography,
    export,
    intake,
    language,
    machine,
    mynumber,
    notice,
    open311,
    pages,
    past,
    raking,
    realign,
    scan,
    siting,
    start,
    trace,
    transit,
)

BENCHES = {
    "audit": audit,
    "consensus": consensus,
    "intake": intake,
    "mynumber": mynumber,
    "language": language,
    "notice": notice,
    "open311": open311,
    "pages": pages,
    "past": past,
    "raking": raking,
    "realign": realign,
    "scan": scan,
    "crash": crash,
    "deliberation": deliberation,
    "demography": demography,
    "export": export,
    "siting": siting,
    "start": start,
    "trace": trace,
    "transit": transit,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./wakimizu bench", description="Measure the running system.")
    names = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, bench in BENCHES.items():
        summary = (bench.__doc__ or "").split("\n")[0]
        one = names.add_parser(name, help=summary, description=bench.__doc__)
        one.add_argument("--json", action="store_true", help="figures by name, as one last line of JSON")
        bench.add_arguments(one)
    options = parser.parse_args()
    print(f"{options.name}: {(BENCHES[options.name].__doc__ or '').split(chr(10))[0]}")
    for line in machine.lines():
        print(f"  {line}")
    figures = BENCHES[options.name].run(options)
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
