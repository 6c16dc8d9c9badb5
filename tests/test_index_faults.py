"""An index or axis that is not there, in the ways that people write one: which fault says so, and in which words."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from shapefault.diagnose.crash import diagnose  # noqa: E402
from shapefault.observe.crash import Crash  # noqa: E402

CASES = [
    ("x[5]", "SF713", "index 5 is asked for, axis 0 has 0 to 2"),
    ("x[:, 4]", "SF713", "index 4 is asked for, axis 1 has 0 to 3"),
    ("x[:, -5]", "SF713", "index -5 is asked for, axis 1 has 0 to 3"),
    ("x[torch.tensor([0, 5])]", "SF713", "index 5 is asked for, axis 0 has 0 to 2"),
    ("x[torch.arange(3), labels]", "SF713", "index 4 is asked for, axis 1 has 0 to 3"),
    ("x.gather(1, labels[:, None])", "SF713", "gather got index 4, axis 1 has 0 to 3"),
    ("x.sum()[0]", "SF503", "an index of a single number, which has no axes"),
    ("x[:, 0, :]", "SF503", "more indices than the 2 axes of the tensor"),
    ("x.softmax(2)", "SF503", "softmax names axis 2 of a tensor with 2 axes"),
    ("x.size(3)", "SF506", "the shape (3, 4) has 2 sizes, at least 4 are read"),
    ("x.shape[3]", "SF506", "the shape (3, 4) has 2 sizes, at least 4 are read"),
    ("x.sum(1).size(1)", "SF000", "size failed: Dimension out of range"),
]


@pytest.mark.parametrize(("line", "code", "message"), CASES)
def test_the_fault_of_an_index(tmp_path, line: str, code: str, message: str) -> None:
    program = f"x, labels = torch.rand(3, 4), torch.tensor([1, 2, 4])\n{line}\n"
    path = tmp_path / "train.py"
    path.write_text(program)
    with pytest.raises((IndexError, RuntimeError)) as caught:
        exec(compile(program, str(path), "exec"), {"__name__": "train", "torch": torch})
    found = diagnose(Crash.of(caught.value))
    assert found is not None
    assert found.diagnosis.code == code
    assert message in found.diagnosis.message
