"""What the hand-written pages say exists: files, commands, options, code. (The others are compared by `make docs`.)"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from shapefault.faults import all_faults
from shapefault.integrations.cli import cli
from shapefault.integrations.run_options import FLAGS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))
BY_HAND = [page for page in PAGES if page.parent.name != "faults"]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"\]\(([^)#]+)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_commands_exist(page):
    for block in blocks(page, "console"):
        for command, rest in re.findall(r"(?:shapefault|-m shapefault) (\w+)([^#\n|]*)", block):
            assert command in cli.list_commands(None), command
            options = set(re.findall(r"(?<!\S)--[a-z-]+", rest.partition(".py")[0] if command == "run" else rest))
            assert options <= known_options(command), options


def known_options(command: str) -> set[str]:
    if command == "run":
        return {flag.name for flag in FLAGS}
    return set(re.findall(r"--[a-z-]+", CliRunner().invoke(cli, [command, "--help"]).output))


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_targets_of_make_exist(page):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    for block in blocks(page, "console"):
        assert set(re.findall(r"^\$ make (\w+)", block, re.M)) <= targets


def test_the_fault_in_contributing_is_the_real_one():
    source = (ROOT / "src/shapefault/faults/sf702_pool_padding.py").read_text(encoding="utf-8")
    quoted = blocks(ROOT / "CONTRIBUTING.md", "python")
    assert len(quoted) == 4
    for block in quoted:
        assert block.strip("\n") in source


def test_every_fault_has_its_page_and_its_line_in_the_index():
    codes = {fault.code for fault in all_faults()}
    assert {page.stem for page in ROOT.glob("docs/faults/SF*.md")} == codes
    index = (ROOT / "docs/faults/index.md").read_text(encoding="utf-8")
    assert {code for code in codes if f"[{code}]({code}.md)" in index} == codes


def test_every_page_has_a_help_text():
    usage = (ROOT / "docs/usage.md").read_text(encoding="utf-8")
    usage += (ROOT / "docs/check.md").read_text(encoding="utf-8")
    for command in ("run", "fix", "explain", "check"):
        assert f"Usage: shapefault {command}" in usage
