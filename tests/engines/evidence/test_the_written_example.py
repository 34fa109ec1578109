"""The example of docs/evidence.md gives what it says."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"


def test_the_example_runs_as_written():
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)[0]
    example = doctest.DocTestParser().get_doctest(code, {}, "docs/evidence.md", str(PAGE), 0)
    said = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert done.attempted == len(example.examples) > 10
    assert done.failed == 0, "".join(said)
