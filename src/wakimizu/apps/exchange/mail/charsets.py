"""Japanese mail as it really comes: ISO-2022-JP with the letters of Windows in it, "Shift_JIS" that is cp932, no charset at all."""

import codecs
from email.header import decode_header

_NAMES = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jis_2004",
}
_DOUBLE, _KANA, _SINGLE = {b"$B", b"$@"}, {b"(I"}, {b"(B", b"(J", b"(H"}


def decoded(octets: bytes, charset: str = "") -> str:
    """The text of some octets; what no table knows becomes U+FFFD, so this never fails."""
    name = charset.strip().strip('"').lower()
    if name.startswith(("iso-2022-jp", "iso2022", "csiso2022jp")) or (not name and b"\x1b$" in octets):
        return _from_jis(octets)
    if name in ("", "us-ascii", "ascii", "unknown-8bit", "utf-8", "utf8"):
        return _guessed(octets)
    try:
        return octets.decode(codecs.lookup(_NAMES.get(name, name)).name, "replace")
    except (LookupError, ValueError):
        return _guessed(octets)


def _guessed(octets: bytes) -> str:
    for name in ("utf-8", "cp932"):
        try:
            return octets.decode(name)
        except UnicodeDecodeError:
            continue
    return octets.decode("utf-8", "replace")


def _from_jis(octets: bytes) -> str:
    """ISO-2022-JP (RFC 1468), read as Windows writes it: ① and half-width kana included, which Python's own codec refuses."""
    out, reading = list[str](), _SINGLE
    for number, piece in enumerate(octets.split(b"\x1b")):
        if number:
            reading = next((kind for kind in (_DOUBLE, _KANA) if piece[:2] in kind), _SINGLE)
            piece = piece[2:]
        if reading is _DOUBLE:
            out.append(_from_double(piece))
        elif reading is _KANA:
            out.append(bytes(octet | 0x80 for octet in piece if octet > 0x20).decode("cp932", "replace"))
        else:
            out.append(piece.decode("cp932", "replace"))
    return "".join(out)


def _from_double(piece: bytes) -> str:
    """Pairs of JIS X 0208 by way of Shift_JIS (JIS X 0208:1997, annex 1); line ends may stand between them."""
    shifted, at = bytearray(), 0
    while at < len(piece):
        first = piece[at]
        if first < 0x21 or at + 1 == len(piece):
            shifted.append(first)
            at += 1
            continue
        second = piece[at + 1]
        row = (first - 0x21) // 2 + 0x81
        shifted.append(row if row <= 0x9F else row + 0x40)
        if first % 2:
            shifted.append(second + 0x1F if second < 0x60 else second + 0x20)
        else:
            shifted.append(second + 0x7E)
        at += 2
    return bytes(shifted).decode("cp932", "replace")


def header_text(raw: str) -> str:
    """A header's text: encoded words of RFC 2047, or octets that were never encoded at all."""
    unfolded = "".join(raw.splitlines())
    pieces = []
    for piece, charset in decode_header(unfolded):
        octets = piece if isinstance(piece, bytes) else piece.encode("ascii", "surrogateescape")
        pieces.append(decoded(octets, charset or ""))
    return " ".join("".join(pieces).split())
