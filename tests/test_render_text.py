"""The text of a report: golden files, and what holds for any report."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from render_samples import NAMES, build, write
from shapefault.model import (
    Check,
    Culprit,
    Diagnosis,
    Edit,
    Fix,
    Hop,
    Label,
    MathLine,
    ModuleRef,
    Rejected,
    Report,
    Span,
)
from shapefault.render import colour, concise, live
from shapefault.render.apart import told_apart
from shapefault.render.formula import math_line
from shapefault.render.json import from_json, to_json
from shapefault.render.measure import Charset, width
from shapefault.render.text import render

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> None:
    """Compare ``text`` with a golden file; UPDATE_GOLDEN=1 writes it anew."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_drawn_as_in_its_golden_file(name: str, tmp_path: Path) -> None:
    text = render(build(name, tmp_path))
    golden(f"{name}.txt", text)
    assert len(text.splitlines()) <= 25
    assert max(map(width, text.splitlines())) <= 100


@pytest.mark.parametrize("name", NAMES)
def test_ascii_says_the_same_in_ascii(name: str, tmp_path: Path) -> None:
    text = render(build(name, tmp_path), ascii=True)
    golden(f"{name}.ascii.txt", text)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", NAMES)
def test_colour_only_adds(name: str, tmp_path: Path) -> None:
    report = build(name, tmp_path)
    coloured = render(report, color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report)


@pytest.mark.parametrize("name", NAMES)
def test_head_and_tail_are_the_whole_text(name: str, tmp_path: Path) -> None:
    report = build(name, tmp_path)
    assert live.head(report) + live.tail(report, report) == render(report)
    assert "help[" not in live.head(report)
    assert live.tail(report).startswith("help[")
    two = replace(report, diagnoses=report.diagnoses * 2)
    assert live.head(two) + live.tail(two) == render(two)


def test_a_culprit_that_the_edits_moved_is_named_in_the_tail(tmp_path: Path) -> None:
    shown = build("channels", tmp_path)
    span = Span(str(tmp_path / "data.py"), (10, 9), (10, 28), "batch.float() / 255")
    moved = replace(shown, diagnoses=(replace(shown.diagnoses[0], culprit=Culprit(span, "the other one")),))
    first = live.tail(moved, shown).splitlines()[0]
    assert first == "culprit, after running the edits: data.py:10  batch.float() / 255   the other one"


def test_concise_is_one_line_a_diagnosis(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    assert concise.render(report) == (
        "model.py:11:36: SF101 conv2d got 28 channels on axis C, its weight takes 3 "
        "[culprit data.py:11:12] [fix: safe, verified]\n"
    )
    bare = Report("0", None, "/", (Diagnosis("SF101", "n", "two\nlines", "conv2d"),))
    assert concise.render(bare) == "SF101 two lines\n"


def test_no_window_without_the_source_but_its_facts(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    for file in ("model.py", "data.py"):
        (tmp_path / file).unlink()
    text = render(report)
    assert "= line 11: x: N=8 C=28 H=28 W=3" in text
    assert "= line 7: 3: takes C=3" in text
    assert "11 + x.permute(0, 3, 1, 2)" in text


def test_a_source_that_changed_since_is_not_shown(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    (tmp_path / "model.py").write_text("print('another program')\n" * 20)
    assert "another program" not in render(report)


def test_labels_in_other_files_get_a_window_of_their_own(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    span = report.diagnoses[0].culprit.span  # type: ignore[union-attr]
    labels = (*report.diagnoses[0].labels, Label(span, "axis 1 is still H"))
    text = render(replace(report, diagnoses=(replace(report.diagnoses[0], labels=labels),)))
    golden("other_file.txt", text)


def test_tabs_and_wide_characters_keep_the_carets_in_place(tmp_path: Path) -> None:
    line = '\tx = 层(输入, "é")  # コメント'
    (tmp_path / "m.py").write_text(line + "\n", encoding="utf-8")
    at = line.index("输入") + 1
    label = Label(Span(str(tmp_path / "m.py"), (1, at), (1, at + 2), "输入"), "N=1", True)
    text = render(Report("0", None, str(tmp_path), (Diagnosis("SF1", "n", "m", "op", labels=(label,)),)))
    source, carets = text.splitlines()[3:5]
    assert "\t" not in source
    assert width(source[: source.index("输入")]) == carets.index("^")
    assert carets.count("^") == 4


def test_a_long_line_is_cut_around_its_marks(tmp_path: Path) -> None:
    line = "value = " + " + ".join(f"name_{i}" for i in range(60))
    (tmp_path / "m.py").write_text(line + "\n")
    at = line.index("name_40") + 1
    label = Label(Span(str(tmp_path / "m.py"), (1, at), (1, at + 7), "name_40"), "N=1 C=2", True)
    text = render(Report("0", None, str(tmp_path), (Diagnosis("SF1", "n", "m", "op", labels=(label,)),)))
    source, carets = text.splitlines()[3:5]
    assert source[carets.index("^") :][:7] == "name_40"
    assert source.startswith("1 | …") and source.endswith("…")
    assert max(map(width, text.splitlines())) <= 100


def test_what_an_edit_changes_in_a_long_line_stays_in_sight() -> None:
    start, end = "loader = DataLoader(TensorDataset(torch.from_numpy(windows)", ", torch.from_numpy(labels)), 32, True)"
    old, new, other = start + end, start + ".permute(0, 2, 1)" + end, "seed = 3"
    for room in (30, 60, 80):
        first, second, third = told_apart([old, new, other], room, Charset())
        assert first != second and first[0] == "…" and third == other
        assert max(map(width, (first, second))) <= room
    assert "windows).permute(0, 2, 1)" in told_apart([old, new], 80, Charset())[1]
    assert told_apart([old, new], 200, Charset()) == [old, new]
    assert told_apart(["x" * 90] * 2, 40, Charset()) == [Charset().shorten("x" * 90, 40)] * 2


def test_a_further_fix_elsewhere_names_its_place(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    (first,) = report.diagnoses[0].fixes
    span = Span(str(tmp_path / "model.py"), (7, 32), (7, 33), "3")
    other = replace(first, title="take 28 channels", edits=(Edit(span, "28"),), applicability="unsafe", verified=None)
    text = render(replace(report, diagnoses=(replace(report.diagnoses[0], fixes=(first, other)),)))
    assert "  also possible: take 28 channels (#2, unsafe, model.py:7)\n" in text


def test_many_hops_keep_the_culprit_and_say_how_many_are_left_out(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    hops = tuple(Hop(f"step {n}", value=28, axis="C") for n in range(20))
    hops = (*hops, Hop("here", culprit=True, note="why"))
    text = render(replace(report, diagnoses=(replace(report.diagnoses[0], provenance=hops),)))
    assert "CULPRIT: why" in text
    assert "… and 13 more" in text


def test_a_long_file_name_is_not_said_again_on_each_hop(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    long = tmp_path / "a_script_with_a_very_long_name.py"
    (tmp_path / "model.py").rename(long)
    text = render(_moved(report, str(tmp_path / "model.py"), str(long)))
    assert "--> a_script_with_a_very_long_name.py:11:36" in text
    assert "  C=3  ◄─ :7          nn.Conv2d(3, 16, ...)" in text


def _moved(value: Any, old: str, new: str) -> Any:
    if isinstance(value, Span):
        return replace(value, file=new if value.file == old else value.file)
    if isinstance(value, tuple):
        return tuple(_moved(one, old, new) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _moved(getattr(value, one.name), old, new) for one in fields(value)})
    return value


def test_the_rank_that_failed_is_named(tmp_path: Path) -> None:
    assert "first batch, rank 3\n" in render(replace(build("channels", tmp_path), rank=3))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (MathLine("C = in_channels", "28", "3"), "C = 28 ≠ 3 = in_channels"),
        (MathLine("C = in_channels", "3", "3", True), "C = 3 = 3 = in_channels"),
        (MathLine("kernel ≤ padded", "5", "4"), "kernel = 5 > 4 = padded"),
        (MathLine("", "1 = 1", "2"), "1 = 1 ≠ 2"),
        (MathLine("H / 2", "", ""), "H / 2"),
        (MathLine("floor(28/2)", "14", "", True), "floor(28/2) = 14"),
    ],
)
def test_math_lines(line: MathLine, text: str) -> None:
    assert math_line(line) == text


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colour.wanted(Terminal())
    assert not colour.wanted(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour.wanted(Terminal())


# ---- any report

FOLDER = Path(tempfile.mkdtemp(prefix="shapefault-render-"))
ROOT = str(FOLDER)

words = st.text(max_size=20) | st.text(max_size=4).map(lambda text: text * 40)
sizes = st.integers(-1, 10**12)
shapes = st.none() | st.lists(sizes, max_size=6).map(tuple)
axes = st.lists(st.text(max_size=12), max_size=6).map(tuple)
positions = st.tuples(st.integers(-2, 12), st.integers(-2, 250))
files = st.sampled_from([f"{ROOT}/model.py", f"{ROOT}/data.py", "/nowhere/x.py", "<stdin>", "", "a" * 200])
spans = st.builds(Span, files, positions, positions, st.just("") | words)
checks = st.builds(Check, st.sampled_from(["op", "forward", "program"]), words, st.booleans(), shapes, words)
edits = st.lists(st.builds(Edit, spans, words), min_size=1, max_size=2).map(tuple)
hops = st.builds(
    Hop, words, st.none() | spans, st.none() | sizes, st.none() | words, shapes, axes, st.booleans(), words
)
diagnoses = st.builds(
    Diagnosis,
    words,
    words,
    words,
    st.sampled_from(["conv2d", "cat"]),
    where=words,
    module=st.none() | st.builds(ModuleRef, words, words, words),
    culprit=st.none() | st.builds(Culprit, spans, words),
    labels=st.lists(st.builds(Label, spans, words, st.booleans(), axes, shapes), max_size=3).map(tuple),
    provenance=st.lists(hops, max_size=3).map(tuple),
    math=st.lists(st.builds(MathLine, words, words, words, st.booleans()), max_size=1).map(tuple),
    notes=st.lists(words, max_size=1).map(tuple),
    fixes=st.lists(
        st.builds(Fix, words, edits, st.sampled_from(["safe", "unsafe"]), verified=st.none() | checks, note=words),
        max_size=2,
    ).map(tuple),
    rejected=st.lists(st.builds(Rejected, words, words), max_size=1).map(tuple),
)
reports = st.builds(
    lambda one, rank: Report("0.1.0", None, ROOT, (one,), rank), diagnoses, st.none() | st.integers(0, 9)
)
quickly = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a report that fails is printed, not shrunk: that takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module", autouse=True)
def sources() -> Iterator[None]:
    write("channels", FOLDER)
    (FOLDER / "data.py").write_text("x" * 300 + "\n\t层" * 8 + "\n", encoding="utf-8")
    yield
    shutil.rmtree(FOLDER)


@quickly
@given(reports)
def test_any_report_is_drawn_within_the_width(report: Report) -> None:
    for ascii in (False, True):
        text = render(report, ascii=ascii)
        assert all(width(line) <= 100 for line in text.split("\n"))
        assert all(line == line.rstrip() and line.isprintable() for line in text.split("\n"))
        assert text.isascii() or not ascii
        assert live.head(report, ascii=ascii) + live.tail(report, ascii=ascii) == text
    assert len(concise.render(report).splitlines()) == 1


def test_hops_that_differ_in_the_text_at_their_place_only_are_one():
    """JSON tells a hop's own text and its place: two that differ in nothing else are read back as the same."""
    hops = tuple(Hop("l", Span("", (2, 17), (3, 4), text), axis="C", culprit=True) for text in ("Tensor", "Image"))
    report = Report("0.1.0", None, ROOT, (Diagnosis("a", "b", "c", "conv2d", where="d", provenance=hops),))
    assert to_json(from_json(to_json(report))) == to_json(report)


@quickly
@given(reports)
def test_any_report_comes_back_from_json(report: Report) -> None:
    first = to_json(report)
    again = to_json(from_json(first))
    # Spans of files that are gone are drawn alike, so even the text comes back.
    assert again == first
