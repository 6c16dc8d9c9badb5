"""Writes the pages that are made from the code: ``make docs``; with ``--check``, says which are out of date.

docs/faults/SFnnn.md   a fault's docstring, rule, and a real run of its example
docs/faults/index.md   from an error message to the fault and its usual fix
docs/usage.md          the help texts in it
docs/check.md          the output of the commands in it
docs/real-life.md      what people run into, counted
docs/images/*.svg      the report of an example
"""

from __future__ import annotations

import difflib
import html
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from real_life import page as real_life
from shapefault.integrations import fault_page
from shapefault.integrations.hints import hints
from shapefault.ops.message_table import MESSAGES
from shapefault.ops.messages import Message, whole_message
from snippets import Ran, Server, program

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MADE_WITH = "2.14"
"""The torch whose messages the pages quote; with another one they are not compared."""
PICTURE = "mnist_into_32.py"


@dataclass(frozen=True)
class Page:
    """A fault's page as the tool shows it, and how its example went."""

    fault: fault_page.FaultPage
    ran: Ran

    @property
    def true(self) -> bool:
        """Whether the example is this fault; if not, that is said, and there is no page."""
        if self.ran.codes[:1] == [self.fault.code]:
            return True
        print(f"{self.fault.code}: its example is not recognised: {self.ran.codes} {self.ran.broken}")
        return False

    @property
    def text(self) -> str:
        """The page as Markdown."""
        fault, ran = self.fault, self.ran
        told = dict(fault.sections)
        parts = [f"# {fault.code}: {fault.title}", f"`{fault.name}` · {fault.level} · since {fault.since}"]
        for heading in ("What it is", "Why it happens"):
            parts += _section(heading, told.pop(heading, ""))
        if fault.rule:
            parts += ["## Rule", f"`{fault.rule}`"]
        parts += ["## Example", _block("python", program(fault.example, fault.fixed))]
        if ran.raised:
            parts += ["It ends with", _block("text", _shortened(ran.raised))]
        parts += ["and `shapefault run example.py` adds:", _block("text", ran.text)]
        if fault.fixed:
            changed = _changed(program(fault.example, fault.fixed), program(fault.fixed, fault.example))
            parts += ["## Fixed", _block("diff", changed)]
        for heading, body in told.items():
            parts += _section(heading, body)
        return "\n\n".join(parts) + "\n"


def _section(heading: str, body: str) -> list[str]:
    return [f"## {heading}", _linked(body.replace("``", "`"))] if body else []


def _linked(text: str) -> str:
    """Codes of other faults as links."""
    return re.sub(r"\b(SF\d{3})\b", r"[\1](\1.md)", text)


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _shortened(raised: str, most: int = 12) -> str:
    """An error's text; of one with a worker's whole traceback its first and last line."""
    lines = raised.splitlines()
    return raised if len(lines) <= most else "\n".join([lines[0], "  ...", lines[-1]])


def _changed(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))


def all_pages() -> list[Page]:
    """Every fault with its example run, two at a time."""
    faults = [page for code in fault_page.heads() if (page := fault_page.read(code)) is not None]
    idle: SimpleQueue[Server] = SimpleQueue()
    servers = [Server(), Server()]
    for server in servers:
        idle.put(server)

    def made(fault: fault_page.FaultPage) -> Page:
        server = idle.get()
        try:
            ran = server.run(program(fault.example, fault.fixed), repair=True)
        finally:
            idle.put(server)
        return Page(fault, ran)

    with ThreadPoolExecutor(len(servers)) as threads:
        pages = list(threads.map(made, faults))
    for server in servers:
        server.close()
    return pages


# --- the index


def index(pages: list[Page]) -> str:
    """From a message to the fault behind it."""
    by_message: dict[str, list[Page]] = {}
    for page in pages:
        template = _template(page.ran.raised or "")
        if template is not None:
            by_message.setdefault(template, []).append(page)
    order = [row[2] for row in MESSAGES]
    parts = [
        "# From an error message to its fault",
        "Numbers and shapes differ from program to program; here they are `…`. One message has several causes: "
        '`shapefault run` tells them apart on the failing program, `shapefault explain "the message"` as far as '
        "the text allows. Behind each fault stands what mended the example on its page.",
        *("\n".join([f"### {_plain(t)}", "", *map(_line, by_message[t])]) for t in sorted(by_message, key=order.index)),
        "## All faults",
        "Where the example could not be mended by an edit that was run, it says *by hand*.",
        "| code | name | what it is | what mended its example |\n| --- | --- | --- | --- |\n"
        + "\n".join(
            f"| [{p.fault.code}]({p.fault.code}.md) | {p.fault.name} | {p.fault.title} | {_mended(p)} |" for p in pages
        ),
        "## All messages that `shapefault explain` reads",
        "Behind each: what it asks for, and the faults that it is likely to be, the likeliest first. On a failing "
        "program `shapefault run` looks at all faults, whatever the message.",
        *_known_messages(by_message),
    ]
    return "\n\n".join(parts) + "\n"


def _template(raised: str) -> str | None:
    """The row of the table of messages that the error's last lines are an instance of."""
    lines = raised.splitlines()
    for at in range(len(lines) - 1, -1, -1):
        whole = " ".join(part.strip() for part in whole_message(lines, at))
        text = re.sub(r"^[\w.]+(?:Error|Exception):\s+", "", whole)
        for row in MESSAGES:
            if Message(*row).parse(text) is not None:
                return row[2]
    return None


def _line(page: Page) -> str:
    code = page.fault.code
    return f"- [{code}]({code}.md), {page.fault.title}: *{_mended(page)}*"


def _mended(page: Page) -> str:
    return page.ran.fixes[0].title if page.ran.fixes else "by hand"


def _plain(template: str) -> str:
    """A row's text as it is searched for, in Markdown."""
    text = re.sub(r"\{\w+:[iswt]\}", "…", template)
    return "`" + text.replace("`", "'") + "`"


def _known_messages(by_message: dict[str, list[Page]]) -> Iterator[str]:
    by_op: dict[str, list[str]] = {}
    for row in MESSAGES:
        rule = f": {row[3]}" if row[3] else ""
        codes = dict.fromkeys([*_likely(Message(*row)), *(p.fault.code for p in by_message.get(row[2], []))])
        faults = ", ".join(f"[{code}]({code}.md)" for code in codes or ["SF000"])
        by_op.setdefault(row[1].replace("#d", ""), []).append(f"- {_plain(row[2])}{rule} → {faults}")
    for op, lines in by_op.items():
        yield f"### {op or 'any op'}"
        yield "\n".join(lines)


def _likely(message: Message) -> Iterator[str]:
    """The faults that `explain` names for a message of this row, whatever its numbers."""
    filled = re.sub(r"\{\w+:([iswt])\}", lambda field: _SAMPLES[field[1]], message.template)
    parsed = message.parse(filled)
    for hint in hints(parsed) if parsed is not None else ():
        if (code := fault_page.named(hint.fault)) is not None:
            yield code


_SAMPLES = {"i": "7", "s": "[7, 5]", "w": "input", "t": "input"}


# --- the help texts, the picture


def with_help_texts(text: str) -> str:
    """``text`` with the output of each command that a marker names behind that marker."""
    return re.sub(
        r"(<!-- output of: (?P<command>shapefault .+?) -->\n).*?(<!-- end of output -->)",
        lambda found: found[1] + _block("text", _output(found["command"])) + "\n" + found[3],
        text,
        flags=re.S,
    )


def _output(command: str) -> str:
    words = [sys.executable, "-m", *command.split()]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    if ran.returncode not in (0, 1):  # 1: faults were found, as the page wants it
        raise SystemExit(f"{command}: {ran.stderr}")
    return ran.stdout


def picture(server: Server) -> str:
    """The report of an example, as a terminal shows it."""
    from rich.console import Console
    from rich.text import Text

    from shapefault.render.colour import coloured

    ran = server.run((ROOT / "examples" / PICTURE).read_text(encoding="utf-8"), repair=True, name=PICTURE)
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ shapefault run {PICTURE}", "bold"))
    console.print(Text("  ... python's own traceback ...", "dim"))
    console.print(Text(ran.raised or ""))
    console.print(Text.from_ansi(coloured(ran.text)), soft_wrap=True, highlight=False)
    return _indented_by_place(console.export_svg(title="shapefault", unique_id="shapefault"))


def _indented_by_place(svg: str) -> str:
    """The picture with leading spaces turned into the place of the text: some viewers drop such spaces."""

    def moved(found: re.Match[str]) -> str:
        spaces, text = re.fullmatch(r"((?:&#160;)*)(.*?)(?:&#160;)*", found["text"], re.S).groups()
        cells = len(spaces) // len("&#160;")
        if not text.strip():
            return ""
        x, length = float(found["x"]), float(found["length"])
        cell = length / len(html.unescape(found["text"]))
        place = f'x="{x + cells * cell:.4g}" y="{found["y"]}" textLength="{cell * len(html.unescape(text)):.4g}"'
        return f"<text{found['before']}{place}{found['after']}>{text}</text>"

    pattern = (
        r'<text(?P<before>[^>]*?)x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<length>[\d.]+)"'
        r"(?P<after>[^>]*)>(?P<text>[^<]*)</text>"
    )
    return re.sub(pattern, moved, svg)


# --- writing and checking


def made() -> dict[Path, str]:
    """Every page and its text."""
    pages = [page for page in all_pages() if page.true]
    texts = {DOCS / "faults" / f"{page.fault.code}.md": page.text for page in pages}
    texts[DOCS / "faults" / "index.md"] = index(pages)
    texts[DOCS / "real-life.md"] = real_life()
    usage = DOCS / "usage.md"
    for page in (usage, DOCS / "check.md"):
        texts[page] = with_help_texts(page.read_text(encoding="utf-8"))
    server = Server()
    texts[DOCS / "images" / "diagnosis.svg"] = picture(server)
    server.close()
    return texts


def reason_to_skip() -> str | None:
    """Why the pages cannot be compared here."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        torch, _ = version("torch"), version("torchvision")
    except PackageNotFoundError as missing:
        return str(missing)
    return None if torch.startswith(f"{MADE_WITH}.") else f"made with torch {MADE_WITH}, this is {torch}"


def main(args: list[str]) -> int:
    """Write the pages, or compare them with those on disk."""
    check = args == ["--check"]
    if check and (reason := reason_to_skip()):
        print(f"docs: not compared ({reason})")
        return 0
    texts = made()
    stale = []
    for path, text in texts.items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        stale.append(path)
        if check:
            name = str(path.relative_to(ROOT))
            diff = difflib.unified_diff(old.splitlines(), text.splitlines(), name, name + ", made anew", lineterm="")
            print("\n".join(list(diff)[:40]))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    gone = [path for path in (DOCS / "faults").glob("*.md") if path not in texts]
    for path in gone if not check else []:
        path.unlink()
    listed = ", ".join(str(path.relative_to(ROOT)) for path in [*stale, *gone])
    if check and listed:
        print(f"docs: out of date, run `make docs`: {listed}")
        return 1
    print(f"docs: wrote {listed}" if listed else "docs: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
