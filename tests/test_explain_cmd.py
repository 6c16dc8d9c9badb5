"""``shapefault explain``: pages, and what can be known from a message, a traceback or a log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shapefault.integrations import fault_page
from shapefault.integrations.explain_cmd import explain
from shapefault.integrations.hints import hints
from shapefault.integrations.messages import find
from shapefault.ops.message_table import MESSAGES
from shapefault.ops.messages import parse

LINEAR = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x4096 and 3136x10)"
TRACEBACK = """\
step 1 loss 2.3
Traceback (most recent call last):
  File "/home/me/train.py", line 40, in <module>
    main()
  File "/home/me/model.py", line 15, in forward
    return self.fc(x)
           ^^^^^^^^^^
  File "/opt/v/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1751, in _wrapped_call_impl
    return self._call_impl(*args, **kwargs)
  File "/opt/v/lib/python3.11/site-packages/torch/nn/modules/linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x4096 and 3136x10)
"""


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(explain, list(args), input=stdin, standalone_mode=False)


def test_a_message() -> None:
    result = run(LINEAR)
    assert (result.return_value, result.stderr) == (0, "")
    text = result.stdout
    assert text.startswith(LINEAR + "\n")
    assert "= math: 4096 ≠ 3136" in text
    assert "4096 = 64·8·8 and 3136 = 64·7·7" in text
    assert "not known from the text" in text
    assert "shapefault run" in text
    assert all(len(line) <= 100 for line in text.splitlines())


@pytest.mark.parametrize("prefix", ["", "[rank0]: ", "2026-01-01 10:00:00 | "])
def test_a_traceback_names_the_users_line_and_the_layer(prefix: str) -> None:
    text = "".join(prefix + line + "\n" for line in TRACEBACK.splitlines())
    if prefix.startswith("2026"):  # a message is only looked for at the start of a line
        text += TRACEBACK.splitlines()[-1]
    found = find(text)
    assert found is not None
    frame = found.user_frame
    assert frame is not None
    assert (frame.file, frame.line, frame.name, frame.code) == (
        "/home/me/model.py",
        15,
        "forward",
        "return self.fc(x)",
    )
    assert found.layer == "Linear"


def test_stdin_and_files(tmp_path: Path) -> None:
    path = tmp_path / "train.log"
    path.write_text(TRACEBACK)
    outputs = {run("-", stdin=TRACEBACK).stdout, run(stdin=TRACEBACK).stdout, run(str(path)).stdout}
    assert len(outputs) == 1
    assert "= line: /home/me/model.py:15 in forward  return self.fc(x)" in outputs.pop()
    assert run("-", stdin=b"\xff\xfe" + TRACEBACK.encode()).return_value == 0


def test_the_last_error_of_a_log_counts() -> None:
    text = TRACEBACK + "retrying\n" + TRACEBACK.replace("model.py", "other.py").replace("4096", "2048")
    found = find(text)
    assert found is not None
    assert found.message.shapes["mat1"] == (64, 2048)
    assert found.user_frame is not None
    assert found.user_frame.file == "/home/me/other.py"


def test_a_dataloader_workers_error() -> None:
    text = """\
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    next(iter(loader))
RuntimeError: Caught RuntimeError in DataLoader worker process 0.
Original Traceback (most recent call last):
  File "/v/lib/python3.11/site-packages/torch/utils/data/_utils/collate.py", line 274, in collate_tensor_fn
    out = elem.new(storage).resize_(len(batch), *list(elem.size()))
RuntimeError: Trying to resize storage that is not resizable
"""
    found = find(text)
    assert found is not None
    assert (found.message.kind, found.message.op) == ("stack", "collate")


def test_a_code_and_an_id() -> None:
    result = run("sf101")
    assert result.return_value == 0
    assert result.stdout == run("SF101@data.py:11").stdout
    first, *lines = result.stdout.splitlines()
    assert first.startswith("SF101 channels-not-on-axis-1 ") and first.endswith("since 0.1")
    headings = [line[:15].strip() for line in lines if line[:1] != " "]
    assert headings[:4] == ["What it is", "Why it happens", "Rule", "Example"]
    assert "Not this fault" in headings


def test_every_fault_has_a_page() -> None:
    assert fault_page.heads()
    for code in fault_page.heads():
        page = fault_page.read(code)
        assert page is not None, code
        assert page.name and page.sections, code
        assert run(code).stdout.startswith(code)


def test_the_likeliest_fault() -> None:
    messages = {
        "SF101": "Given groups=1, weight of size [16, 3, 3, 3], expected input[8, 28, 28, 3] to have 3 channels, but got 28 channels instead",
        "SF102": "Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 1, 64, 64] to have 3 channels, but got 1 channels instead",
        "SF103": "Given groups=1, weight of size [16, 3, 3, 3], expected input[1, 32, 3, 784] to have 3 channels, but got 32 channels instead",
        "SF202": "mat1 and mat2 shapes cannot be multiplied (256x4 and 1024x32)",
        "SF201": "mat1 and mat2 shapes cannot be multiplied (64x4096 and 3136x10)",
        "SF501": "shape '[64, 784]' is invalid for input of size 12544",
        "SF301": "stack expects each tensor to be equal size, but got [3, 341, 256] at entry 0 and [3, 256, 256] at entry 1",
        "SF302": "stack expects each tensor to be equal size, but got [3, 200, 200] at entry 0 and [1, 200, 200] at entry 13",
        "SF306": "output with shape [1, 28, 28] doesn't match the broadcast shape [3, 28, 28]",
        "SF401": "Sizes of tensors must match except in dimension 1. Expected size 375 but got size 374 for tensor number 1 in the list.",
        "SF502": "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 4 is not equal to len(dims) = 5",
        "SF601": "running_mean should contain 36 elements not 2048",
        "SF602": "Given normalized_shape=[256], expected input with shape [*, 256], but got input of size[2, 256, 40, 40]",
        "SF701": "Given input size: (3x1x1). Calculated output size: (3x0x0). Output size is too small",
        "SF803": "Target size (torch.Size([16])) must be the same as input size (torch.Size([16, 1]))",
    }
    for code, message in messages.items():
        parsed = parse(message)
        assert parsed is not None
        assert fault_page.named(hints(parsed)[0].fault) == code


def test_every_fault_that_a_hint_names_is_there() -> None:
    source = "".join((Path(fault_page.__file__).parent / name).read_text() for name in ("hints.py", "hint_words.py"))
    names = set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', source)) - set(re.findall(r'^    "([a-z-]+)":', source, re.M))
    names -= {name for kind, op, *_ in MESSAGES for name in (kind, op)}
    assert names
    assert not [name for name in names if fault_page.named(name) is None]


def test_numbers_in_the_hints() -> None:
    def first(message: str) -> str:
        parsed = parse(message)
        assert parsed is not None
        return hints(parsed)[0].text

    assert "axis 3 has the 3" in first(
        "Given groups=1, weight of size [16, 3, 3, 3], expected input[8, 28, 28, 3] to have 3 channels, but got 28 channels instead"
    )
    assert "256·4 = 1·1024" in first("mat1 and mat2 shapes cannot be multiplied (256x4 and 1024x32)")
    assert "512 = 512·1·1 and 2048 = 512·2·2" in first(
        "mat1 and mat2 shapes cannot be multiplied (16x512 and 2048x4096)"
    )
    assert "1200 = 48·5·5" in first("mat1 and mat2 shapes cannot be multiplied (2x1200 and 48x10)")
    assert "12544 / 784 = 16, not 64" in first("shape '[64, 784]' is invalid for input of size 12544")
    assert "grey" in first("output with shape [1, 28, 28] doesn't match the broadcast shape [3, 28, 28]")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("SF999",), "no fault SF999; the codes are: SF"),
        (("RuntimeError: CUDA out of memory.",), "no shape error found"),
        (("/no/such/file.log",), "no shape error found"),
    ],
)
def test_bad_input_is_one_line_and_status_2(args: tuple[str, ...], said: str) -> None:
    result = run(*args)
    assert result.return_value == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("shapefault: ") and said in line


def test_no_torch_no_rich_and_under_a_fifth_of_a_second() -> None:
    program = f"""
import sys, time
start = time.process_time()
from shapefault.__main__ import main
sys.argv = ["shapefault", "explain", {LINEAR!r}]
status = main()
taken = time.process_time() - start
heavy = sorted({{"torch", "rich", "numpy", "libcst"}} & set(sys.modules))
print(status, heavy, taken, file=sys.stderr)
"""
    best = 9.0
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        status, rest = done.stderr.split(" ", 1)
        heavy, taken = rest.rsplit(" ", 1)
        assert (status, heavy) == ("0", "[]")
        best = min(best, float(taken))
    assert best < 0.2


def test_a_terminal_that_takes_ascii_only() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shapefault", "explain", LINEAR],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"= math: 4096 != 3136" in done.stdout


def test_a_long_log_is_read_quickly() -> None:
    log = "".join(f"epoch {n} loss 0.{n} Error rate {n}\n" for n in range(100_000)) + TRACEBACK
    start = time.process_time()
    found = find(log)
    assert found is not None
    assert time.process_time() - start < 5
