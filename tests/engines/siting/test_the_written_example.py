"""The examples of docs/siting.md give what it says."""

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "siting.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("code", EXAMPLES, ids=["classical", "city"])
def test_the_example_runs_as_written(code):
    example = doctest.DocTestParser().get_doctest(code, {}, "docs/siting.md", str(PAGE), 0)
    said = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert done.attempted == len(example.examples) > 10
    assert done.failed == 0, "".join(said)
