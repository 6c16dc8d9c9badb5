"""The cases written in another way: what was found and mended has to be found and mended again.

    python tests/cases/restyled.py --style keyword function -n 40
    python tests/cases/restyled.py --set r -v

The meaning of a program and the line that everything stands on stay: positional arguments become keywords, methods
become torch's functions, or functions methods; sizes are read in the other way, modules are called by their full names,
parameters are annotated, what is often written gets the other names that it often has. A change after which the program no longer ends as it did is taken back. Told are the
programs that lack a mark in one way of writing which they have as they are.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import casebook
import harness
from mutants import how_it_ends, parses, spans_in

MARKS = ("found", "located", "culprit", "fixed", "accepted", "any")
KEYWORDS = {
    "permute": ("*dims",), "transpose": ("dim0", "dim1"), "unsqueeze": ("dim",), "squeeze": ("dim",),
    "flatten": ("start_dim", "end_dim"), "reshape": ("*shape",), "view": ("*size",), "chunk": ("chunks", "dim"),
    "softmax": ("dim",), "log_softmax": ("dim",), "repeat_interleave": ("repeats", "dim"), "mean": ("dim",),
    "sum": ("dim",), "argmax": ("dim",), "cat": ("tensors", "dim"), "stack": ("tensors", "dim"),
    "Linear": ("in_features", "out_features"), "Embedding": ("num_embeddings", "embedding_dim"),
    "Conv1d": ("in_channels", "out_channels", "kernel_size", "stride", "padding"),
    "Conv2d": ("in_channels", "out_channels", "kernel_size", "stride", "padding"),
    "Conv3d": ("in_channels", "out_channels", "kernel_size", "stride", "padding"),
    "ConvTranspose2d": ("in_channels", "out_channels", "kernel_size", "stride", "padding"),
    "BatchNorm1d": ("num_features",), "BatchNorm2d": ("num_features",), "LayerNorm": ("normalized_shape",),
    "MaxPool2d": ("kernel_size", "stride"), "LSTM": ("input_size", "hidden_size", "num_layers"),
    "GRU": ("input_size", "hidden_size", "num_layers"), "Resize": ("size",), "CenterCrop": ("size",),
    "Normalize": ("mean", "std"), "DataLoader": ("dataset", "batch_size"), "cross_entropy": ("input", "target"),
    "mse_loss": ("input", "target"), "interpolate": ("input", "size"), "pad": ("input", "pad"),
}  # fmt: skip
"""Calls with the names of their parameters; a star stands for all that follow, as one tuple."""
FUNCTIONS = (
    "permute", "transpose", "unsqueeze", "squeeze", "flatten", "reshape", "view", "chunk", "softmax", "mean", "sum",
    "argmax", "matmul", "bmm", "split", "relu", "sigmoid", "tanh",
)  # fmt: skip
MODULES = (
    "torch",
    "np",
    "numpy",
    "F",
    "nn",
    "T",
    "transforms",
    "functional",
    "Image",
    "math",
    "random",
    "einops",
    "TF",
)

SYNONYMS = {
    "x": "inp", "y": "lab", "images": "imgs", "image": "pic", "img": "picture", "imgs": "pictures", "labels": "targets",
    "label": "target", "target": "gt", "targets": "truth", "masks": "segs", "mask": "seg", "model": "network",
    "net": "mdl", "criterion": "loss_func", "loader": "dl", "train_loader": "train_dl", "test_loader": "test_dl",
    "val_loader": "dev_dl", "hidden": "hx", "batch_size": "bs", "B": "n_batch", "num_classes": "n_cls",
    "optimizer": "adam", "out": "res", "output": "o", "outputs": "outs", "logits": "scores", "preds": "yhat",
    "pred": "p", "inputs": "data_in", "data": "chunk", "batch": "minibatch", "dataset": "ds", "train_set": "ds_train",
    "features": "feats", "seq": "tokens", "seq_len": "n_tok", "in_channels": "cin", "out_channels": "cout",
    "hidden_size": "width", "hidden_dim": "width", "dim": "d", "transform": "tf", "h": "state", "enc": "e1", "dec": "d1",
}  # fmt: skip
"""Names that programs give, and others for the same; one at a time, where the other is not in use."""
_MOST = 400
"""How many rounds a file takes at the most."""
Written = Callable[[ast.AST], str]


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--set", action="append", choices=casebook.BOOKS, dest="books")
    words.add_argument("--style", nargs="+", choices=[*sorted(STYLES), "synonyms"], default=[*sorted(STYLES), "synonyms"])
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("-n", type=int, default=40, help="how many programs")
    words.add_argument("-v", action="store_true", help="tell the fixes of those that lack a mark")
    given = words.parse_args()
    cases = [case for case in casebook.load(given.books or casebook.SETS) if case.fails]
    random.Random(given.seed).shuffle(cases)
    harness.warm()
    lost = total = 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, case in enumerate(cases[: given.n]):
            as_it_is = None
            for style in given.style:
                other = restyled(case, style, Path(scratch).resolve() / f"{number}.{style}")
                if other is None:
                    continue
                as_it_is = as_it_is or _marks(case)
                row = next(harness.evaluate_all([other], 1))
                lacks = [mark for mark in as_it_is if not row.get(mark)]
                total, lost = total + 1, lost + bool(lacks)
                if lacks:
                    print(f"{case.book} {case.id} [{style}] lacks {', '.join(lacks)}", flush=True)
                    for line in (row.get("raised"), *row.get("fixes", ())) if given.v else ():
                        print(f"    {line}", flush=True)
    print(f"{lost} of {total} lack a mark that the program as it is has")


def _marks(case: casebook.Case) -> list[str]:
    row = next(harness.evaluate_all([case], 1))
    return [mark for mark in MARKS if row.get(mark)]


@dataclass
class Restyled(casebook.Case):
    """A case whose files lie elsewhere."""

    case: casebook.Case
    folder: Path

    def __post_init__(self) -> None:
        super().__init__(self.case.book, self.case.truth)

    def place(self, into: Path | str) -> tuple[Path, str]:
        """Copy the program below ``into``; the folder to run it in, and the script's name."""
        folder = Path(into) / self.folder.name
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        return folder, self.entry.name


def restyled(case: casebook.Case, style: str, into: Path) -> Restyled | None:
    """The case in another style; None where nothing of it can be written so."""
    folder, name = case.place(into)
    before = how_it_ends(folder / name)
    changed = style == "synonyms" and _renamed(folder, lambda: how_it_ends(folder / name) == before)
    for path in sorted(folder.rglob("*.py")) if style in STYLES else ():
        text = path.read_text(encoding="utf-8")
        new = in_style(text, style)
        if new == text:
            continue
        path.write_text(new, encoding="utf-8")
        if how_it_ends(folder / name) == before:
            changed = True
        else:
            changed |= _line_by_line(path, text, new, lambda: how_it_ends(folder / name) == before)
    return Restyled(case, folder) if changed else None


def _renamed(folder: Path, same: Callable[[], bool]) -> bool:
    """Give what the program names the other names with which it still ends as it did."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}
    names = {path: set(re.findall(r"\b[A-Za-z_]\w*\b", text)) for path, text in texts.items()}
    changed = False
    for old, new in SYNONYMS.items():
        if not any(old in some for some in names.values()) or any(new in some for some in names.values()):
            continue
        # Not behind a dot, as a keyword of a call, or in a string: those may be a library's; nor a method's name.
        word = re.compile(rf"(?<!def )(?<![\w.'\"]){old}(?![\w'\"]|=[^=])")
        for path, text in texts.items():
            path.write_text(word.sub(new, text), encoding="utf-8")
        if same():
            texts = {path: path.read_text(encoding="utf-8") for path in texts}
            changed = True
        else:
            for path, text in texts.items():
                path.write_text(text, encoding="utf-8")
    return changed


def _line_by_line(path: Path, text: str, new: str, same: Callable[[], bool]) -> bool:
    """Take those lines in the other style with which the program still ends as it did."""
    lines, other = text.split("\n"), new.split("\n")
    changed = False
    for at, line in enumerate(other if len(other) == len(lines) else ()):
        if line != lines[at]:
            old, lines[at] = lines[at], line
            path.write_text("\n".join(lines), encoding="utf-8")
            if same():
                changed = True
            else:
                lines[at] = old
    path.write_text("\n".join(lines), encoding="utf-8")
    return changed


def in_style(text: str, style: str) -> str:
    """A file in another style: its innermost places first, until there is none left."""
    for _ in range(_MOST):
        raw = text.encode()
        span = spans_in(raw)

        def written(node: ast.AST, raw: bytes = raw, span: Callable[[ast.AST], tuple[int, int]] = span) -> str:
            start, end = span(node)
            return raw[start:end].decode()

        nodes = ast.walk(ast.parse(text))
        found = [(node, new) for node in nodes for new in STYLES[style](node, written) if new != written(node)]
        inner = {span(n): new for n, new in found if not any(m is not n and _holds(n, m) for m, _ in found)}
        for (start, end), new in sorted(inner.items(), reverse=True):
            raw = raw[:start] + new.encode() + raw[end:]
        if not inner or not parses(raw):
            return text
        text = raw.decode()
    return text


def _holds(node: ast.AST, other: ast.AST) -> bool:
    return any(part is other for part in ast.walk(node))


def _called(node: ast.AST) -> tuple[str, ast.expr | None]:
    """The name that a call has last, and what stands before it."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr, function.value
    return (function.id, None) if isinstance(function, ast.Name) else ("", None)


def _is_module(node: ast.expr | None) -> bool:
    return node is not None and ast.unparse(node).split(".")[-1] in MODULES


def _keyword(node: ast.AST, written: Written) -> Iterator[str]:
    name, before = _called(node)
    if not isinstance(node, ast.Call) or name not in KEYWORDS or not node.args:
        return
    if any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    names, args = list(KEYWORDS[name]), list(node.args)
    method = before is not None and not _is_module(before)
    kept: list[str] = []
    if (
        not method
        and name not in ("cat", "stack", "cross_entropy", "mse_loss", "interpolate", "pad")
        and name.islower()
    ):
        kept.append(written(args.pop(0)))  # the tensor itself
    if not args:
        return
    if names[0].startswith("*"):
        if len(args) == 1 and not isinstance(args[0], ast.Tuple | ast.List):
            return
        listed = written(args[0]) if len(args) == 1 else f"({', '.join(map(written, args))})"
        kept.append(f"{names[0][1:]}={listed}")
    elif len(args) > len(names):
        return
    else:
        kept += [f"{parameter}={written(arg)}" for parameter, arg in zip(names, args, strict=False)]
    kept += [written(keyword) for keyword in node.keywords]
    yield f"{written(node.func)}({', '.join(kept)})"


def _function(node: ast.AST, written: Written) -> Iterator[str]:
    name, before = _called(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield f"torch.matmul({written(node.left)}, {written(node.right)})"
    if not isinstance(node, ast.Call) or name not in FUNCTIONS or before is None or _is_module(before):
        return
    args, torchs = [written(arg) for arg in node.args], {"view": "reshape"}.get(name, name)
    if torchs in ("reshape", "permute") and len(args) > 1:
        args = [f"({', '.join(args)})"]
    elif torchs == "reshape" and args and not isinstance(node.args[0], ast.Tuple | ast.List):
        args = [f"({args[0]},)"]
    yield f"torch.{torchs}({', '.join([written(before), *args, *map(written, node.keywords)])})"


def _method(node: ast.AST, written: Written) -> Iterator[str]:
    name, before = _called(node)
    if not isinstance(node, ast.Call) or name not in FUNCTIONS or before is None or not node.args:
        return
    if ast.unparse(before) != "torch" or not isinstance(
        node.args[0], ast.Name | ast.Call | ast.Attribute | ast.Subscript
    ):
        return
    rest = ", ".join([*map(written, node.args[1:]), *map(written, node.keywords)])
    yield f"{written(node.args[0])}.{name}({rest})"


def _sizes(node: ast.AST, written: Written) -> Iterator[str]:
    """``x.shape[0]`` for ``x.size(0)``, and ``x.size(0)`` for ``x.shape[0]``; the names tell which were done."""
    name, before = _called(node)
    if (
        isinstance(node, ast.Call)
        and name == "size"
        and before is not None
        and len(node.args) == 1
        and not node.keywords
    ):
        yield f"{written(before)}.shape[{written(node.args[0])}]"


def _shapes(node: ast.AST, written: Written) -> Iterator[str]:
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Attribute) or node.value.attr != "shape":
        return
    index = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
    if isinstance(index, ast.Constant):
        yield f"{written(node.value.value)}.size({written(node.slice)})"


def _long(node: ast.AST, written: Written) -> Iterator[str]:
    full = {"nn": "torch.nn", "F": "torch.nn.functional"}
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in full:
        yield f"{full[node.value.id]}.{node.attr}"


def _annotated(node: ast.AST, written: Written) -> Iterator[str]:
    if isinstance(node, ast.arg) and node.annotation is None and node.arg not in ("self", "cls"):
        yield f'{node.arg}: "Any"'


def _alias(node: ast.AST, written: Written) -> Iterator[str]:
    if isinstance(node, ast.alias) and node.name == "torch" and node.asname is None:
        yield "torch as th"
    elif isinstance(node, ast.Name) and node.id == "torch":
        yield "th"


STYLES: dict[str, Callable[[ast.AST, Written], Iterator[str]]] = {
    "keyword": _keyword,
    "function": _function,
    "method": _method,
    "sizes": _sizes,
    "shapes": _shapes,
    "long": _long,
    "annotated": _annotated,
    "alias": _alias,
}


if __name__ == "__main__":
    main()
