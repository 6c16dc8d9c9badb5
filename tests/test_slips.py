"""Small changes that are tried last: of what, in which order, and that what is shown says that it is a guess."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from fractions import Fraction
from subprocess import PIPE

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapefault.faults.rewrite.meeting import turns
from shapefault.observe.telling import place

pytest.importorskip("torch")

FITTED = """
import torch
import torch.nn.functional as F

def fitted(picture, side):
    scale = max(side / picture.shape[1], side / picture.shape[2])
    size = int(picture.shape[1] * scale), int(picture.shape[2] * scale)
    small = F.interpolate(picture[None], size=size)[0]
    canvas = torch.zeros(3, side, side)
    canvas[:, : small.shape[1], : small.shape[2]] = small
    return canvas

print(torch.stack([fitted(torch.rand(3, 40, 60), 32) for _ in range(4)]).shape)
never = max(1, 2)
"""
"""``max`` for ``min``: what is cut to fit must not be larger than its place."""


@pytest.mark.slow
def test_a_guess_that_passes_is_shown_as_one(tmp_path):
    (tmp_path / "fit.py").write_text(FITTED)
    told = subprocess.run(
        [sys.executable, "-m", "shapefault", "run", "--format", "json", "--output", "report.json", "fit.py"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    first = json.loads((tmp_path / "report.json").read_text())["diagnoses"][0]["fixes"][0]
    assert told.returncode == 1
    assert (first["title"], first["applicability"]) == ("take min, not max", "unsafe")
    assert first["note"] == "no rule proposed this; it is one of many small changes that were run"
    (edit,) = first["edits"]
    assert (edit["start"], edit["text"], edit["content"]) == ([6, 13], "max", "min")
    assert first["verified"]["passed"] is True


TELL = """
import gc, json, os, runpy, sys
from pathlib import Path
from shapefault.diagnose.crash import diagnose
from shapefault.faults import all_faults
from shapefault.faults.rewrite.slips import slips
from shapefault.faults.suspects import Suspects
from shapefault.observe import hooks
from shapefault.observe.crash import Crash
from shapefault.observe.witness import Held
from shapefault.repair.edits import apply_edits
import torch
all_faults()
gc.freeze()  # else each fork copies every page that it shares with us
shaped = lambda kind, value, *of: Held(kind, tuple(value) if isinstance(value, list) else value, *of)

def told(path, seen, lines):
    hooks.arm()
    try:
        runpy.run_path(path, run_name="__main__")
    except Exception as error:
        crashed = error
    sys.modules["__main__"].__file__ = path
    held = {(path, name, line): {n: shaped(*h) for n, h in names.items()} for name, line, names in seen}
    text = Path(path).read_text()
    suspects = Suspects({(path, line): 1 / len(lines) for line in lines})
    found = slips(diagnose(Crash.of(crashed)).trace, held, suspects)
    return [(fix.title, apply_edits(text, fix.edits)) for fix in found]

for asked in sys.stdin:
    path, answer, seen, lines = json.loads(asked)
    child = os.fork()
    if child == 0:  # what a program has loaded and built is no evidence about the next one
        os.chdir(os.path.dirname(path))
        Path(answer).write_text(json.dumps(told(path, seen, lines)))
        sys.stderr.flush()
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture(scope="module")
def teller(tmp_path_factory):
    """A process that has loaded torch, and tells of each program in a fork of its own."""
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    said = tmp_path_factory.mktemp("teller") / "stderr.txt"
    strictly = {**os.environ, "SHAPEFAULT_STRICT": "1"}  # what fails is an error, for a user the others have their turn
    with (
        said.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-c", TELL], stdin=PIPE, stdout=PIPE, stderr=errors, text=True, env=strictly
        ) as process,
    ):
        yield process, said


@pytest.fixture
def titles(teller, tmp_path):
    """What is proposed for a program, with the program as it would be; ``seen``: (function, line, its names).

    ``lines`` are those that are suspect.
    """
    process, said = teller

    def ask(text, seen=(), lines=()):
        path, answer = tmp_path / "program.py", tmp_path / "told.json"
        path.write_text(text)
        print(json.dumps([str(path), str(answer), seen, lines]), file=process.stdin, flush=True)
        assert process.stdout.readline() == "0\n", said.read_text()
        return [tuple(one) for one in json.loads(answer.read_text())]

    return ask


def test_each_is_one_change_of_what_has_run(titles):
    texts = dict(titles(FITTED))
    assert texts["take min, not max"] == FITTED.replace("scale = max", "scale = min")
    assert all(compile(text, "fit.py", "exec") for text in texts.values())
    assert all(text.count("never = max(1, 2)") == 1 for text in texts.values())  # it stands behind the crash


SWITCHED = """
import torch

def read(path, mono=False, deep: bool = True):
    return torch.rand(1 if mono else 2, 8)

def unused(flat=False):
    return flat

net = torch.nn.Conv1d(1, 4, 3)
net(read("a.wav"))
"""


def test_switches_are_turned_in_the_call_and_as_defaults(titles):
    found = titles(SWITCHED)
    assert found[0] == ("give read mono=True", SWITCHED.replace('"a.wav"', '"a.wav", mono=True'))
    assert ("let mono be True by default", SWITCHED.replace("mono=False", "mono=True")) in found
    assert ("give read deep=False", SWITCHED.replace('"a.wav"', '"a.wav", deep=False')) in found


def test_what_was_not_entered_is_left_alone(titles):
    seen = [("read", 4, {"mono": ("bool", False)})]
    told = [title for title, _ in titles(SWITCHED, seen)]
    assert "let mono be True by default" in told
    assert "let flat be True by default" not in told


ASKED = """
import torch

def load(n, axis=1, scale=2):
    x = torch.rand(n, 2, 8)
    if axis is not None:
        x = x.unsqueeze(axis)
    return x * scale

net = torch.nn.Conv1d(2, 4, (1 + 2 * 7 // 2))
net(load(3, axis=1))
"""


def test_what_a_function_asks_about_may_be_none(titles):
    found = titles(ASKED)
    assert ("give load axis=None", ASKED.replace("axis=1))", "axis=None))")) in found
    assert not [title for title, _ in found if "scale=None" in title]
    left = ASKED.replace("load(3, axis=1)", "load(3)")
    assert ("give load axis=None", left.replace("load(3)", "load(3, axis=None)")) in titles(left)


def test_a_formula_is_bracketed_otherwise(titles):
    found = dict(titles(ASKED))
    assert "1 + 2 * (7 // 2)" in found["bracket it as 1 + 2 * (7 // 2)"]


NAMED = """
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width, hidden, name):
        super().__init__()
        self.up = nn.Linear(width, hidden)
        self.norm = nn.LayerNorm(width)

    def forward(self, x, y):
        return self.norm(self.up(x) + y.mean())

Block(4, 6, "a")(torch.rand(2, 4), torch.rand(2, 4))
"""


def test_a_name_for_another_of_its_kind(titles):
    seen = [("__init__", 6, {"width": ("int", 4), "hidden": ("int", 6), "name": ("str", 1)})]
    found = titles(NAMED, seen)
    assert ("take hidden in the place of width", NAMED.replace("LayerNorm(width)", "LayerNorm(hidden)")) in found
    assert not any("name" in title.split() for title, _ in found)
    assert not any("take y in" in title or "take x in" in title for title, _ in found)  # tensors silence what compares


sizes = st.integers(1, 400)


@given(sizes, sizes, sizes)
def test_a_number_that_is_a_size_or_divides_both_turns_them(one, other, times):
    pairs = frozenset({(one, other), (other, one)})
    assert turns(pairs, one, other) and turns(pairs, one * times, other * times)


@given(sizes, sizes, sizes, sizes)
def test_what_turns_keeps_the_proportion_or_the_difference(one, other, now, new):
    if turns(frozenset({(one, other)}), now, new):
        assert Fraction(new, now) == Fraction(other, one) or new - now == other - one


PARTS = """
import torch

def masked(shape, fill=1.0, like=None):
    return torch.full(shape, fill) if like is None else torch.ones_like(like)

def joined(words, x, mask):
    b, t, d = x.size(0), x.size(1), x.size(2)
    kept = masked((b, d), 1.0, mask)
    rows = torch.zeros(len(words[:2]), x.shape[-1])
    return rows + kept + x.sum(1)[:, : x.size(1)]

joined(["a", "b", "c"], torch.rand(3, 5, 4), torch.ones(3, 5))
"""


def test_parts_are_taken_whole_sizes_of_other_axes_and_arguments_left_out(titles):
    seen = [("joined", 7, {"x": ("Tensor", (3, 5, 4)), "words": ("list", 3)}), ("masked", 4, {})]
    found = titles(PARTS, seen)
    assert ("take all of words", PARTS.replace("words[:2]", "words")) in found
    assert ("leave like of masked at its default", PARTS.replace(", 1.0, mask)", ", 1.0)")) in found
    assert ("read the size of axis -2, not -1", PARTS.replace("x.shape[-1]", "x.shape[-2]")) in found
    assert not any("b, t, d = x.size(1)" in text for _, text in found)  # the sizes are read in a row


LEVELS = """
import torch
from torch import nn

def encoder(widths=(4, 8, 8, 8)):
    layers = [nn.Conv2d(1, widths[0], 3, padding=1)]
    for before, width in zip(widths, widths[1:]):
        layers.append(nn.Conv2d(before, width, 2, stride=2))
    return nn.Sequential(*layers)

def joined(image, small):
    small = torch.cat([small, small])
    return encoder()(image) + small

joined(torch.rand(1, 1, 32, 32), torch.rand(1, 8, 16, 16))
"""


def test_lists_lose_entries_and_what_makes_a_tensor_larger_is_left_out(titles):
    found = titles(LEVELS)
    shorter = "leave out the last 2 entries of (4, 8, 8, 8)"
    assert (shorter, LEVELS.replace("(4, 8, 8, 8)", "(4, 8)")) in found
    told = [title for title, _ in found if title.startswith("leave out the last")]
    assert told[0] == shorter  # 16 is 4 halved twice
    left = LEVELS.replace("    small = torch.cat([small, small])\n", "")
    assert ("leave small as it is", left) in found


FORMS = """
import numpy as np
import torch
from torch import nn

def tokens(text):
    return torch.zeros(1, 7, dtype=torch.long)

def rows(n):
    table = np.zeros((5, 6))
    return table

def samples():
    return [(tokens("a"), torch.from_numpy(rows(6)).float()) for _ in range(3)]

def model(words, x):
    return words.permute(1, 0).sum() + x @ torch.rand(5, 2)

words, x = (torch.stack(part) for part in zip(*samples()))
model(words, x)
"""


@pytest.mark.parametrize(
    ("text", "seen", "old", "new"),
    [
        (FORMS, ["tokens", 6, {"return": ("Tensor", (1, 7))}], 'tokens("a")', 'tokens("a").squeeze(0)'),
        (
            FORMS.replace("words.permute(1, 0).sum() + ", ""),
            ["rows", 9, {"table": ("ndarray", (5, 6))}],
            "return table",
            "return table.T",
        ),
    ],
)
def test_a_form_that_passes_is_put_where_one_sample_was_seen(titles, text, seen, old, new):
    own = [seen, ("samples", 13, {}), ("model", 16, {})]
    assert text.replace(old, new) in [program for _, program in titles(text, own)]


CHOSEN = """
import torch

settings = dict(kind="points", size=8)

def target(settings):
    if settings["kind"] == "maps":
        return torch.rand(2, 8, 8)
    return torch.rand(2, 2)

torch.nn.MSELoss()(torch.rand(2, 8, 8), target(settings))
"""


BESIDE = """
import torch

def shortened(pair, n):
    return (pair[0][:, :n], pair[1])

values, weights = shortened((torch.rand(4, 9), torch.rand(4, 9)), 6)
values * weights
"""


def test_what_stands_beside_is_cut_alike(titles):
    found = titles(BESIDE)
    assert ("pair[1][:, :n], as beside", BESIDE.replace("pair[1])", "pair[1][:, :n])")) in found


SIDES = """
import torch
from torch import nn

def run(side=54):
    image = torch.rand(2, 3, side, side)
    encoder, hint = nn.Conv2d(3, 4, 8, stride=8), nn.Conv2d(3, 4, 3, stride=8, padding=1)
    return encoder(image) + hint(image)

run()
"""


def test_sides_that_can_be_halved_more_often(titles):
    found = [program for _, program in titles(SIDES)]
    assert SIDES.replace("54", "64") in found and SIDES.replace("54", "56") in found


LIMITED = """
import torch

def decoder(most=150, ahead=5):
    mask, x = torch.zeros(most, most), torch.rand(1, 1, 8)
    layer = torch.nn.TransformerEncoderLayer(8, 2, 8, batch_first=True)
    for step in range(1, 170):
        x = torch.rand(1, step, 8)
        layer(x, src_mask=mask[:step, :step])

decoder()
"""


def test_a_number_that_is_a_size_is_doubled_where_the_other_is_one_more(titles):
    found = [program for _, program in titles(LIMITED)]
    assert LIMITED.replace("most=150", "most=300") in found[:8]


def test_a_word_for_another_with_which_it_is_compared(titles):
    found = titles(CHOSEN)
    assert ("change kind from 'points' to 'maps'", CHOSEN.replace('kind="points"', 'kind="maps"')) in found


SET = """
from types import SimpleNamespace
import torch
from torch import nn

hp = SimpleNamespace(n_mels=8, width=6, rows=3)

class Encoder(nn.Module):
    def __init__(self, hp):
        super().__init__()
        self.n = hp.n_mels

    def forward(self, x):
        return x.reshape(x.size(0), 1, -1, self.n)

Encoder(hp)(torch.rand(2, 3, hp.width))
"""


def test_an_entry_of_the_settings_for_one_whose_size_arrives(titles):
    found = titles(SET)
    assert ("take hp.width in the place of hp.n_mels", SET.replace("hp.n_mels\n", "hp.width\n")) in found
    assert not any(title == "take hp.rows in the place of hp.n_mels" for title, _ in found)
    with_keys = (
        SET.replace("SimpleNamespace(", "dict(").replace("hp.n_mels", 'hp["n_mels"]').replace("hp.width", 'hp["width"]')
    )
    found = titles(with_keys)
    assert any(title == "take hp['width'] in the place of hp['n_mels']" for title, _ in found)


LONGER = """
import torch
from torch.utils.data import Dataset

def reverb(wave):
    return torch.cat([wave, torch.zeros(30)])

class Clips(Dataset):
    def cut(self, wave, n):
        if wave.shape[0] > n:
            wave = wave[:n]
        return wave

    def __len__(self):
        return 2

    def __getitem__(self, i):
        wave = torch.rand(70)
        return reverb(self.cut(wave, 80)), wave

for i in range(2):
    noisy, clean = Clips()[i]
    noisy - clean
"""


def test_what_is_longer_than_what_it_was_made_of_is_cut_and_what_is_shorter_than_its_limit_padded(titles):
    own = [
        ("reverb", 5, {"wave": ("Tensor", (70,)), "return": ("Tensor", (100,))}),
        ("cut", 9, {"wave": ("Tensor", (70,)), "n": ("int", 80), "return": ("Tensor", (70,))}),
    ]
    found = titles(LONGER, own)
    cut = "return torch.cat([wave, torch.zeros(30)])[:wave.shape[0]]"
    assert found[0] == (
        "return no more than wave has",
        LONGER.replace("return torch.cat([wave, torch.zeros(30)])", cut),
    )
    line = "        wave = torch.nn.functional.pad(wave, (0, max(0, n - wave.shape[0])))\n"
    padded = LONGER.replace("        if wave.shape[0] > n:", f"{line}        if wave.shape[0] > n:")
    assert ("pad wave to n as well as cut it", padded) in found


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("list", "wave = wave + [0] * max(0, n - wave.shape[0])"),
        ("ndarray", "wave = numpy.pad(wave, ((0, max(0, n - wave.shape[0])),))"),
    ],
)
def test_padding_is_of_the_kind_that_was_held(titles, kind, line):
    own = [("reverb", 5, {}), ("cut", 9, {"wave": (kind, 70 if kind == "list" else (70,)), "n": ("int", 80)})]
    assert any(line in program for _, program in titles(LONGER, own))


STATES = """
import torch

SIZES = (96, 32, 16)

def states():
    return [torch.zeros(1, 4, n, n) for n in SIZES]

def run(frames):
    small, shape = torch.rand(1, 4, 12, 12), (3, 2)
    return small + states()[0]

run(torch.rand(5, 1, 64, 64))
"""


def test_a_list_of_sizes_is_scaled_and_both_sides_of_a_picture_are_tried(titles):
    found = titles(STATES)
    assert ("change (96, 32, 16) to 12, 4, 2", STATES.replace("(96, 32, 16)", "(12, 4, 2)")) in found
    assert ("change the sides from 64 to 128", STATES.replace("64, 64", "128, 128")) in found


SHAPED = """
import numpy as np
import torch

def mixed(picture):
    shape = 6, 4, 3
    buffer = np.zeros(shape)
    buffer += picture
    return buffer

mixed(np.ones((4, 6, 3)))
"""


def test_entries_of_a_shape_change_places_and_numpy_tells_the_sizes_that_met(titles):
    found = titles(SHAPED)
    assert ("exchange 6 and 4", SHAPED.replace("6, 4, 3\n", "4, 6, 3\n")) in found


ROW = """
import torch
import torch.nn.functional as F

class Model(torch.nn.Module):
    def forward(self, ids):
        return torch.rand(2, 8, 5)

def loss(labels):
    hidden = Model()(labels)
    scores = hidden[-1]
    return F.cross_entropy(scores, labels.view(-1))

loss(torch.ones(2, 8, dtype=torch.long))
"""


def test_all_rows_of_a_tensor_for_one_of_them(titles):
    assert ("take all of hidden, not one of it", ROW.replace("hidden[-1]", "hidden")) in titles(ROW)


WRITTEN = """
import torch

def sized(rows, step=4):
    return torch.rand(rows, step)

def read(n):
    feats = sized(6)
    scores = feats.view(n)
    kept = scores.squeeze(1)
    return kept[-1]

read(8)
"""
"""A view that names one size of two; each of the lines may be the one to change."""


def test_anything_small_on_suspect_lines_alone(titles):
    plain = dict(titles(WRITTEN))
    found = dict(titles(WRITTEN, lines=[8, 9]))
    added = set(found) - set(plain)
    assert found["keep the rest on an axis of its own"] == WRITTEN.replace("feats.view(n)", "feats.view(n, -1)")
    assert found["let torch compute n"] == WRITTEN.replace("feats.view(n)", "feats.view(-1)")
    assert found["say step=8"] == WRITTEN.replace("sized(6)", "sized(6, step=8)")
    assert found["take feats.transpose(0, 1)"] == WRITTEN.replace("feats.view(n)", "feats.transpose(0, 1).view(n)")
    texts = WRITTEN.split("\n")
    for title in added:  # only on those lines
        after = found[title].split("\n")
        assert [line for line, (a, b) in enumerate(zip(texts, after, strict=True), 1) if a != b] in ([8], [9]), title


SCORES = """
import torch

def scores(words, sounds):
    mixed = words + sounds
    total = mixed.sum()
    best = (words * 2).view(4, -1).log_prob(total)
    kept[:, 0] = words
    return torch.cat([best, words.shape[0]])

torch.rand(4, 12, 6) + torch.rand(4, 7, 6)
"""
"""Nothing of the function is run: what its expressions are is told."""


def told_as(text, known):
    """What a run that was watched tells of expressions, each as it is written."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.expr) and ast.unparse(node) in known:
            found[place(node)] = known[ast.unparse(node)]
    return ["", 0, found]


def test_other_forms_of_what_the_expressions_of_suspect_lines_are(titles):
    known = {
        "words": ("Tensor", [4, 12, 6], True),
        "sounds": ("Tensor", [4, 7, 6], True),
        "mixed": ("Tensor", [4, 12, 6], True),
        "words * 2": ("Tensor", [4, 12, 6], True),
        "(words * 2).view(4, -1)": ("Tensor", [4, 72], True),
        "(words * 2).view(4, -1).log_prob(total)": ("Tensor", [4, 72], True),
    }
    seen = [told_as(SCORES, known), ["scores", 4, {}]]
    found = titles(SCORES, seen=seen, lines=[5, 6, 7, 8])
    line = dict(enumerate(SCORES.split("\n"), 1))

    def becomes(title, at, old, new):
        assert (title, SCORES.replace(line[at], line[at].replace(old, new))) in found, title

    becomes(
        "let each entry of one meet each of the other", 5, "words + sounds", "words.unsqueeze(1) + sounds.unsqueeze(2)"
    )
    becomes("take the sum over axis 2 alone", 6, "sum()", "sum(dim=2)")
    becomes("take the sum over axis 0 alone", 6, "sum()", "sum(dim=0)")
    becomes("take sounds.mean(1)", 5, "sounds", "sounds.mean(1)")
    becomes("take words[:, :7]", 5, "words", "words[:, :7]")
    becomes(
        "take torch.nn.functional.pad(sounds, (0, 0, 0, 5))",
        5,
        "sounds",
        "torch.nn.functional.pad(sounds, (0, 0, 0, 5))",
    )
    becomes("take (words * 2).transpose(1, 2) instead", 7, "(words * 2).view(4, -1)", "(words * 2).transpose(1, 2)")
    becomes("leave out this view", 7, "(words * 2).view(4, -1)", "words * 2")
    assert any(".log_prob(total).sum(1)" in text for _, text in found)  # what is likely is added up
    assert not any("[:, :7][:, 0] =" in text or ".mean(1)[:, 0] =" in text for _, text in found)  # a copy
    assert not any("words.mean(1).shape" in text for _, text in found)  # of a fact nothing else is made
    plain = dict(titles(SCORES, seen=seen[1:], lines=[5, 6, 7, 8]))
    assert "take the sum over axis 2 alone" not in plain  # what is not known is not guessed


KINDS = """
import torch
from torch import nn

def tower(width, widths):
    layers = []
    for size in widths[:-1]:
        layers.append(nn.Linear(width, size))
        width = size
    layers.append(nn.Linear(width, size))
    return nn.Sequential(*layers)

class Bars:
    def __init__(self):
        self.rows, self.t = torch.rand(20, 3), 5
    def reset(self):
        return self.rows[self.t - 1]
    def step(self, n):
        self.t += 1
        return self.rows[self.t - 4:self.t], self.rows[n]

def classes_of(picture):
    return picture.argmax(0)

def read(n):
    picture = torch.rand(3, 4, 4)
    return picture

class Block(nn.Module):
    def __init__(self, a, b, last=False):
        super().__init__()
        self.fc, self.last = nn.Linear(a, b), last
    def forward(self, x):
        return self.fc(x)

loader = torch.utils.data.DataLoader([read(0), read(1)], batch_size=2)
sizes, bars = [8, 6, 4], Bars()
net = nn.Sequential(*[Block(a, b, last=(b == 4)) for a, b in zip(sizes[:-1], sizes[1:])])
kept = tower(7, [6, 4, 5])(torch.rand(2, 7)).squeeze(), bars.reset(), bars.step(2)
net(torch.rand(2, 7))
"""


def test_what_stands_behind_a_loop_in_a_method_beside_or_is_called_by_nothing_is_changed(titles):
    found = titles(KINDS)
    texts = dict(found)
    changed = {
        # a loop's name behind the loop may be the last of its list
        "take widths[-1] in the place of size": ("width, size))\n    return", "width, widths[-1]))\n    return"),
        "take self.rows[self.t - 4:self.t], as the method beside": (
            "return self.rows[self.t - 1]",
            "return self.rows[self.t - 4:self.t]",
        ),
        "write squeeze(0).squeeze(0)": (".squeeze()", ".squeeze(0).squeeze(0)"),
        "load samples without a batch axis": ("batch_size=2", "batch_size=None"),
        # in parentheses it is left out whole
        "leave last of Block at its default": (", last=(b == 4)", ""),
    }
    assert {title: texts[title] for title in changed} == {t: KINDS.replace(*each) for t, each in changed.items()}
    called = [text for title, text in found if title == "call classes_of, which nothing calls"]
    assert KINDS.replace("picture = torch.rand(3, 4, 4)", "picture = classes_of(torch.rand(3, 4, 4))") in called
    assert "take widths[-1] in the place of width" not in texts  # it is bound once more
    assert "take self.rows[n], as the method beside" not in texts  # n is a name of its own


TWO = """
import torch
from torch import nn

class Head(nn.Module):
    def __init__(self, width, edges, more, seed=2):
        super().__init__()
        self.fc = nn.Linear(2 * width + 1, 3)

    def forward(self, x):
        return self.fc(x)

class Net(nn.Module):
    def __init__(self, width, edges, more):
        super().__init__()
        self.head = Head(width, edges, more)

    def forward(self, x):
        return self.head(x)

Net(4, 2, 3)(torch.rand(5, 11))
"""


def test_a_number_is_said_by_two_names_where_the_sizes_then_meet(titles):
    held = {"width": ("int", 4), "edges": ("int", 2), "more": ("int", 3)}
    texts = dict(titles(TWO, [("__init__", 6, {**held, "seed": ("int", 2)}), ("__init__", 14, held)]))
    assert texts["take more, not 1"] == TWO.replace("2 * width + 1", "2 * width + more")  # two more, as is missing
    assert texts["take width + edges"] == TWO.replace("Head(width, edges", "Head(width + edges, edges")
    assert not any("seed" in title for title in texts if title.startswith("take "))


OTHERS = """
import torch

NAMES = ["a", "b", "c"]

class Unit:
    def __init__(self, width, wide=False):
        self.width = width
        self.width -= 2
        self.inner = self.width // 2
        self.grid = (4, 4) if wide else (4, 2)
        self.limit = 5 if wide is None else 6

def warped(mask, grid):
    return mask * grid

def pair(code, mel):
    return mel[None], code

unit = Unit(10)
masks, grid = [torch.rand(1, 5) for _ in range(3)], torch.rand(3, 5)
names = ["none"] + NAMES
code, mel = pair(torch.rand(4), torch.rand(4))
rows = [warped(m, grid) for m in masks]
torch.stack(rows) + torch.rand(7)
"""


def test_one_of_two_that_are_much_alike_for_the_other(titles):
    found = titles(OTHERS)
    told = dict(found)
    assert told["take width in the place of self.width"] == OTHERS.replace("= self.width //", "= width //")
    assert not any("self.width = self.width\n" in program for program in told.values())
    assert told["take (4, 4), whatever is asked"] == OTHERS.replace("(4, 4) if wide else (4, 2)", "(4, 4)")
    assert not any(title.startswith("take 5, whatever") for title in told)  # what stands for None is no choice
    assert told['leave out ["none"]'] == OTHERS.replace('["none"] + NAMES', "NAMES")
    assert told["code[None], as beside"] == OTHERS.replace("mel[None], code\n", "mel[None], code[None]\n")
    each = "[warped(m, grid[i : i + 1]) for i, m in enumerate(masks)]"
    title = "take the row of grid that belongs to each of masks"
    assert told[title] == OTHERS.replace("[warped(m, grid) for m in masks]", each)
