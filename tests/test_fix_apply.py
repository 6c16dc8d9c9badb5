"""``shapefault fix``: files written all or none, as they were but for the edit; bad input in one line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from render_samples import build
from shapefault.integrations.fix_cmd import fix as fix_command
from shapefault.model import Edit, Fix, Report, Span
from shapefault.render.json import to_json
from shapefault.repair import apply
from shapefault.repair.apply import ApplyError, apply_fix, digests, plan, store


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(project)
    yield project


def an_edit(path: Path, old: str, new: str) -> Edit:
    for number, line in enumerate(apply.split(path.read_bytes().decode("utf-8-sig")), 1):
        if old in line:
            at = line.index(old) + 1
            return Edit(Span(str(path), (number, at), (number, at + len(old)), old), new)
    raise AssertionError(old)


def a_report(home: Path, name: str = "channels") -> Report:
    report = build(name, home)
    return replace(report, sources=digests(report.diagnoses[0].fixes))


def run(*args: str) -> Result:
    return CliRunner().invoke(fix_command, list(args), standalone_mode=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a = 1\nb = old\n", b"a = 1\nb = new\n"),
        (b"a = 1\r\nb = old\r\nc\r\n", b"a = 1\r\nb = new\r\nc\r\n"),
        (b"a = 1\rb = old\r", b"a = 1\rb = new\r"),
        (b"a = 1\r\nb = old\nc\r", b"a = 1\r\nb = new\nc\r"),
        (b"b = old", b"b = new"),
        (b"\xef\xbb\xbf# x\r\nb = old\r\n", b"\xef\xbb\xbf# x\r\nb = new\r\n"),
        (
            "# coding: latin-1\nx = 'é'; b = old\n".encode("latin-1"),
            "# coding: latin-1\nx = 'é'; b = new\n".encode("latin-1"),
        ),
        ("x = '層'; b = old\f\n".encode(), "x = '層'; b = new\f\n".encode()),
        ("x = '\u2028'\nb = old\n".encode(), "x = '\u2028'\nb = new\n".encode()),
    ],
)
def test_all_but_the_edit_stays_as_it_was(home: Path, old: bytes, new: bytes) -> None:
    path = home / "m.py"
    path.write_bytes(old)
    path.chmod(0o754)
    text = old.decode("latin-1" if b"latin-1" in old else "utf-8-sig")
    for number, line in enumerate(apply.split(text), 1):
        if "old" in line:
            at = line.index("old") + 1
            edit = Edit(Span(str(path), (number, at), (number, at + 3), "old"), "new")
    apply_fix(Fix("t", (edit,)), {})
    assert path.read_bytes() == new
    assert path.stat().st_mode & 0o777 == 0o754
    assert [p.name for p in home.iterdir()] == ["m.py"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_edits_of_several_lines_and_inserted_lines(home: Path, end: str) -> None:
    path = home / "m.py"
    path.write_bytes(f"def f(x):{end}    return g({end}        x,{end}    ){end}".encode())
    edits = (
        Edit(Span(str(path), (2, 12), (4, 6)), "g(x)"),
        Edit(Span(str(path), (2, 1), (2, 1)), "    x = x + 1\n"),
    )
    apply_fix(Fix("t", edits), {})
    assert path.read_bytes() == f"def f(x):{end}    x = x + 1{end}    return g(x){end}".encode()


def test_all_files_or_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [home / name for name in ("a.py", "b.py", "c.py")]
    for path in paths:
        path.write_text("x = old\n")
    made = Fix("t", tuple(an_edit(path, "old", "new") for path in paths))
    real = Path.replace

    def failing(self: Path, target: object) -> Path:
        if str(target).endswith("c.py"):
            raise OSError(28, "No space left on device")
        return real(self, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(ApplyError, match="No space left"):
            apply_fix(made, {})
    assert [path.read_text() for path in paths] == ["x = old\n"] * 3
    assert sorted(p.name for p in home.iterdir()) == ["a.py", "b.py", "c.py"]
    apply_fix(made, {})
    assert [path.read_text() for path in paths] == ["x = new\n"] * 3


def test_a_link_stays_a_link(home: Path) -> None:
    (home / "real.py").write_text("x = old\n")
    (home / "link.py").symlink_to("real.py")
    apply_fix(Fix("t", (an_edit(home / "link.py", "old", "new"),)), {})
    assert (home / "link.py").is_symlink()
    assert (home / "real.py").read_text() == "x = new\n"


def test_edits_that_overlap_or_lie_outside_are_refused(home: Path) -> None:
    path = home / "m.py"
    path.write_text("x = old\n")
    good = an_edit(path, "old", "new")
    outside = Edit(Span(str(path), (9, 1), (9, 2)), "y")
    other = Edit(replace(good.span, text="odd"), "y")
    for edits in ((good, good), (outside,), (other,)):
        with pytest.raises(ApplyError, match="does not fit"):
            plan(Fix("t", edits), {})


def test_a_character_that_the_file_cannot_hold(home: Path) -> None:
    path = home / "m.py"
    path.write_bytes(b"# coding: ascii\nx = old\n")
    with pytest.raises(ApplyError, match="cannot be written in ascii"):
        plan(Fix("t", (an_edit(path, "old", "層"),)), {})


# ---- the command


def test_the_last_report_is_kept_outside_the_project(home: Path) -> None:
    where = store(to_json(a_report(home)))
    assert where.is_file()
    assert home not in where.parents
    assert apply.load_last()["diagnoses"][0]["code"] == "SF101"


def test_fix_applies_what_the_report_says(home: Path) -> None:
    store(to_json(a_report(home)))
    result = run("SF101@data.py:11")
    assert (result.return_value, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "applied SF101@data.py:11: move the channel axis, a reshape cannot move it",
        "  data.py",
    ]
    assert "    return x.permute(0, 3, 1, 2)\n" in (home / "data.py").read_text()


@pytest.mark.parametrize("id", ["SF101", "sf101@data", "SF101@data.py:11#1"])
def test_the_start_of_an_id_is_enough(home: Path, id: str) -> None:
    store(to_json(a_report(home)))
    assert run(id).return_value == 0


def test_diff_writes_nothing(home: Path) -> None:
    store(to_json(a_report(home, "collate")))
    before = (home / "data.py").read_bytes()
    result = run("SF301@data.py:6", "--diff")
    assert result.return_value == 0
    assert result.stdout == (
        "--- a/data.py\n+++ b/data.py\n@@ -3,7 +3,7 @@\n \n \n \n"
        "-tf = T.Compose([T.Resize(256), T.ToTensor()])\n"
        "+tf = T.Compose([T.Resize(256), T.CenterCrop(256), T.ToTensor()])\n \n \n \n"
    )
    assert (home / "data.py").read_bytes() == before


def test_the_second_fix(home: Path) -> None:
    store(to_json(a_report(home, "collate")))
    assert run("SF301@data.py:6#2", "--unsafe").return_value == 0
    assert "T.Compose([T.Resize((256, 256)), T.ToTensor()])" in (home / "data.py").read_text()


def test_without_an_id_the_ids_are_listed(home: Path) -> None:
    store(to_json(a_report(home, "collate")))
    lines = run().stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["SF301@data.py:6", "unsafe"],
        ["SF301@data.py:6#2", "unsafe"],
    ]


def test_a_report_from_a_file(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(to_json(a_report(home))))
    assert run("SF101", "--report", str(path)).return_value == 0


def test_bad_input_is_one_line_and_status_2(home: Path, tmp_path: Path) -> None:
    def refused(*args: str) -> str:
        result = run(*args)
        assert result.return_value == 2
        assert result.stdout == ""
        (line,) = result.stderr.splitlines()
        assert line.startswith("shapefault: ")
        return line

    assert "no report yet" in refused("SF101")
    assert "No such file" in refused("SF101", "--report", str(tmp_path / "none.json"))
    for text in (
        "{",
        "[]",
        "{}",
        '{"schema": "x", "diagnoses": []}',
        '{"diagnoses": [{}], "schema": "shapefault.report/1"}',
    ):
        (tmp_path / "bad.json").write_text(text)
        assert "report" in refused("SF101", "--report", str(tmp_path / "bad.json"))
    store(to_json(a_report(home, "collate")))
    assert "the ids are: SF301@data.py:6, SF301@data.py:6#2" in refused("SF999")
    assert "the ids are" in refused("SF301@data.py:6#7")
    assert "add --unsafe" in refused("SF301@data.py:6")
    (home / "data.py").chmod(0o444)
    assert "read-only; nothing was changed" in refused("SF301", "--unsafe")
    (home / "data.py").chmod(0o644)
    with (home / "data.py").open("a") as file:
        file.write("# later\n")
    assert "has changed since the report" in refused("SF301", "--unsafe")
    (home / "data.py").unlink()
    assert "is gone" in refused("SF301", "--unsafe")
    os.chdir(tmp_path)
    assert "no report yet" in refused("SF301")
