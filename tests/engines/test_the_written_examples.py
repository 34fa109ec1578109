"""The examples in the engines' pages give what they say."""

import doctest
import re
from pathlib import Path

import pytest

from tests.engines.access.small_feeds import small

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLES = [
    (page, code)
    for page in ("access.md", "siting.md", "evidence.md", "portfolio.md", "consensus.md")
    for code in re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), flags=re.DOTALL)
]


@pytest.mark.parametrize(("page", "code"), EXAMPLES, ids=[page for page, _code in EXAMPLES])
def test_the_example_runs_as_written(page, code, tmp_path, monkeypatch):
    (tmp_path / "feed.zip").write_bytes(small())
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(code, {}, f"docs/{page}", page, 0)
    said = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert done.attempted == len(example.examples) > 7
    assert done.failed == 0, "".join(said)
