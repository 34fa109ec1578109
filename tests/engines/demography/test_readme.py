"""The example in docs/demography runs as it stands, and says what it says it says."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from wakimizu.engines import demography as d

README = Path(__file__).resolve().parents[3] / "docs" / "demography" / "README.md"


def test_the_example_prints_what_stands_below_it() -> None:
    text = README.read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", text, re.DOTALL)
    assert code
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code[1], str(README), "exec"), {})  # noqa: S102
    assert said.getvalue() == code[2]


@pytest.mark.parametrize("name", d.__all__)
def test_whatever_is_public_has_a_docstring(name: str) -> None:
    thing = getattr(d, name)
    if callable(thing):
        assert (thing.__doc__ or "").strip()
        assert not (thing.__doc__ or "").startswith(f"{name}("), "dataclass without words"
