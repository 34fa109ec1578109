"""Pictures, and things that pretend to be pictures, made in memory."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

ORIENTATION, GPS, MAKE, EXIF_USER_COMMENT = 0x0112, 0x8825, 0x010F, 0x9286
SECRET = "水野の家 35.6812N"


def jpeg(size: tuple[int, int] = (40, 20), *, orientation: int = 1, mode: str = "RGB", **more: Any) -> bytes:
    """A photo as a telephone takes it: with its maker, the place and a comment written into it."""
    image = Image.new(mode, size)
    image.paste("red" if mode == "RGB" else 0, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Camera of Mizuno"
    exif.get_ifd(GPS).update({1: "N", 2: (33.0, 0.0, 0.0), 3: "E", 4: (131.0, 0.0, 0.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET.encode(), **more)
    return out.getvalue()


def image(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", SECRET)
    words.add_text("Author", "Mizuno", zip=True)
    out = io.BytesIO()
    Image.new("RGBA", (40, 20), (255, 0, 0, 0)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(width: int, height: int, *, content: bool = True) -> bytes:
    """A few kilobytes that unpack to width × height. Without content, nothing at all follows the header."""
    header = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    if not content:
        return header
    line = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return header + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("photo.jpg", jpeg())
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURES = {
    "nothing": b"",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "svg": SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "html that begins as a jpeg": b"\xff\xd8\xff\xe0<script>alert(1)</script>",
    "a zip": archive(),
    "a pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "half a jpeg": jpeg((400, 300))[:900],
    "a png without its picture": png_bomb(40, 20, content=False),
    "a gif": image("GIF"),
    "a bitmap": image("BMP"),
    "a tiff": image("TIFF"),
    "an icon": image("ICO", size=(16, 16)),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
}
