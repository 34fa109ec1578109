#!/usr/bin/env python3
"""Fetch the few browser assets Wakimizu ships, and nothing else.

    python scripts/vendor_assets.py            fetch, verify, copy
    python scripts/vendor_assets.py --check    verify that what lies in the tree is what would be copied

Needs `npm` (only `npm pack`; nothing is installed or run). Each tarball must match the
sha512 pinned below, so an upgrade is always a visible change of this file.
"""

from __future__ import annotations

import argparse
import base64
import fnmatch
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/wakimizu/shared/static/wakimizu/vendor"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    sha512: str
    files: tuple[str, ...]  # patterns inside the tarball's "package/" folder


PACKAGES = (
    Package(
        "maplibre-gl",
        "6.17.0",
        "2chIZwpLGenoUQOcnm9Pk4SLbA8ppNFq8jlpXiq9vcYm3Y1wJ3fc82FL0GLwBaPYJCLzPv/mC46KEupVov75rQ==",
        ("dist/maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css", "LICENSE.txt"),
    ),
    Package(
        "@digital-go-jp/design-tokens",
        "1.1.9",
        "93zW/Gb4/pwb63W7r8RHWQdbLGap4heHt5unQQjaqP1OlPqRif146tvqtyJ2xPcot3pnndFY3ph1DC0Crwp6bg==",
        ("dist/tokens.css", "LICENSE"),
    ),
    Package(
        "@fontsource-variable/noto-sans-jp",
        "5.3.1",
        "/anGvJFc5y36f8DJ+3TSh2+KAvaRLA9PaLUMvneeY5s4j8m+8X4F3lE/sjTuG9YI5BX4sykvCk4TuJMG7ecMRQ==",
        ("wght.css", "files/*-wght-normal.woff2", "LICENSE"),
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        ("dist/htmx.min.js", "LICENSE"),
    ),
    Package(
        "qrcode-generator",
        "2.0.4",
        "mZSiP6RnbHl4xL2Ap5HfkjLnmxfKcPWpWe/c+5XxCuetEenqmNFf1FH/ftXPCtFG5/TDobjsjz6sSNL0Sr8Z9g==",
        ("dist/qrcode.mjs",),
    ),
)


def fetch(package: Package, into: Path) -> Path:
    """Download one tarball with npm and prove it is the one we pinned."""
    before = set(into.iterdir())
    subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=into,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (tarball,) = set(into.iterdir()) - before
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != package.sha512:
        sys.exit(
            f"{package.name} {package.version}: sha512 is {digest}, pinned is {package.sha512}. Nothing was copied."
        )
    return tarball


def chosen(package: Package, tarball: Path) -> dict[Path, bytes]:
    """The files we keep, by their place under vendor/. `dist/` is flattened away."""
    kept: dict[Path, bytes] = {}
    with tarfile.open(tarball) as archive:
        for member in archive.getmembers():
            inside = member.name.removeprefix("package/")
            if member.isfile() and any(fnmatch.fnmatch(inside, pattern) for pattern in package.files):
                source = archive.extractfile(member)
                assert source is not None
                place = Path(package.name) / inside.removeprefix("dist/")
                kept[place] = without_source_map(place, source.read())
    for pattern in package.files:
        here = pattern.removeprefix("dist/")
        if not any(fnmatch.fnmatch(place.relative_to(package.name).as_posix(), here) for place in kept):
            sys.exit(f"{package.name} {package.version} holds no {pattern}. Nothing was copied.")
    return kept


def without_source_map(place: Path, content: bytes) -> bytes:
    """Drop the pointer to a source map we do not ship; hashed static files would look for it."""
    if place.suffix in {".js", ".mjs", ".css"}:
        return re.sub(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*\Z", b"\n", content)
    return content


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check

    wanted: dict[Path, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            files = chosen(package, fetch(package, Path(folder)))
            wanted |= files
            size = sum(map(len, files.values()))
            print(f"{package.name} {package.version}: {len(files)} files, {size / 1e6:.2f} MB")

    present = {path.relative_to(VENDOR) for path in VENDOR.rglob("*") if path.is_file()}
    if check:
        differing = sorted(
            str(place)
            for place in present | wanted.keys()
            if place not in present or wanted.get(place) != (VENDOR / place).read_bytes()
        )
        if differing:
            sys.exit("Not as pinned: " + ", ".join(differing))
        print("All as pinned.")
        return

    for stale in present - wanted.keys():
        (VENDOR / stale).unlink()
    for place, content in wanted.items():
        target = VENDOR / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(f"Total {sum(map(len, wanted.values())) / 1e6:.2f} MB in {VENDOR}")


if __name__ == "__main__":
    main()
