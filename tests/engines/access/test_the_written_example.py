"""The example of docs/access.md gives what it says."""

import doctest
import re
from pathlib import Path

from tests.engines.access.small_feeds import small

PAGE = Path(__file__).resolve().parents[3] / "docs" / "access.md"


def test_the_example_runs_as_written(tmp_path, monkeypatch):
    (tmp_path / "feed.zip").write_bytes(small())
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    example = doctest.DocTestParser().get_doctest(code, {}, "docs/access.md", str(PAGE), 0)
    said = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert done.attempted == len(example.examples) > 10
    assert done.failed == 0, "".join(said)
