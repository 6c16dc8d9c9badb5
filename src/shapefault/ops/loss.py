"""Losses: what the target's shape (and class numbers) must be for the prediction's.

Class numbers are values: pass their extremes as ``index_min`` and ``index_max`` and ``ignore_index``.
Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html, ``…NLLLoss``,
``…BCELoss``, ``…BCEWithLogitsLoss``, ``…MSELoss``, ``…KLDivLoss``, ``…CTCLoss``, ``…TripletMarginLoss``,
``…CosineEmbeddingLoss``, ``…GaussianNLLLoss``.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    equal_axis,
    equals,
    listed,
    numbered,
    product,
    rank_at_least,
    same_as,
    shape_text,
    signed,
)
from shapefault.ops.broadcast import broadcast, expandable, pairwise

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.{}.html"


def _class_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    tail = {0: (), 1: ("d1",), 2: ("H", "W"), 3: ("D", "H", "W")}
    if role == "weight":
        return ("C",) if rank == 1 else numbered(rank)
    if role == "target" and not params.get("target_is_probabilities"):
        return ("N", *tail[rank - 1]) if 1 <= rank <= 4 else numbered(rank)
    if rank == 1:
        return ("C",)
    return ("N", "C", *tail[rank - 2]) if 2 <= rank <= 5 else numbered(rank)


def _reduced(params: Params, each: Shape) -> Shape:
    return each if params.get("reduction") == "none" else ()


@listed
def _nll_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    """Class numbers: the target has the prediction's shape without its class axis."""
    shape, target = operands["input"], operands["target"]
    rank = rank_at_least(operands, "input", 1)
    yield rank
    if not rank.holds:
        return
    want = len(shape) - 1
    target_rank = Requirement(
        "rank",
        len(target) == want,
        "target.dim() = input.dim() − 1",
        str(len(target)),
        str(want),
        "target",
        None,
        "input",
        None,
        len(target),
        want,
    )
    if len(shape) > 1 and target:
        yield equal_axis(operands, "batch", "target", 0, "input", 0, formula="target: N = input: N")
    if target == (1,) and len(shape) == 1:
        # One class number for one unbatched prediction may also come as a vector of one.
        yield from _weight(operands, shape[0], 0)
        yield from _range(params, shape[0], 0)
        return
    yield target_rank
    if not target_rank.holds:
        return
    for i in range(1, len(target)):
        yield equal_axis(operands, "size", "target", i, "input", i + 1)
    classes = shape[1] if len(shape) > 1 else shape[0]
    class_axis = 1 if len(shape) > 1 else 0
    yield from _weight(operands, classes, class_axis)
    yield from _range(params, classes, class_axis)


def _weight(operands: Operands, classes: int, axis: int) -> Iterator[Requirement]:
    if "weight" in operands:
        weight, got = operands["weight"], product(operands["weight"])
        if len(weight) != 1 and len(operands["input"]) <= 2 and "target" in operands:
            # Maps (N, C, H, W) only count the weights, as torch does.
            yield Requirement("rank", False, "weight.dim() = 1", shape_text(weight), "(C)", "weight")
            return
        yield Requirement(
            "classes",
            got == classes,
            "weight.shape[0] = C",
            str(got),
            str(classes),
            "weight",
            0,
            "input",
            axis,
            got,
            classes,
        )


def _range(params: Params, classes: int, axis: int) -> Iterator[Requirement]:
    low, high, ignored = params.get("index_min"), params.get("index_max"), params.get("ignore_index", -100)
    if low is not None:
        ok = low >= 0 or low == ignored
        yield Requirement("classes", ok, "smallest class number ≥ 0", signed(int(low)), "≥ 0", "target")
    if high is not None:
        ok = high < classes or high == ignored
        yield Requirement(
            "classes",
            ok,
            "largest class number < C",
            signed(int(high)),
            f"< {classes}",
            "input",
            axis,
            "target",
            None,
            classes,
            int(high) + 1,
        )


def _nll_result(operands: Operands, params: Params) -> Shape | None:
    return _reduced(params, operands["target"] if len(operands["input"]) > 1 else ())


def _cross_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, target = operands["input"], operands["target"]
    if not _probabilities(operands):
        return _nll_check(operands, params)
    rank = rank_at_least(operands, "input", 1)
    found = [rank]
    if params.get("target_floating") is False:
        want = shape_text((*shape[:1], *shape[2:]) if len(shape) > 1 else ())
        found.append(
            Requirement(
                "dtype",
                False,
                "a target of input's shape holds probabilities (floating point)",
                f"integers of shape {shape_text(target)}",
                f"class numbers of shape {want}",
                "target",
            )
        )
    if shape:
        axis = 1 if len(shape) > 1 else 0
        found += _weight(operands, shape[axis], axis)
    return tuple(found)


def _probabilities(operands: Operands) -> bool:
    # Torch decides by the shapes alone.
    return operands["input"] == operands["target"]


def _cross_result(operands: Operands, params: Params) -> Shape | None:
    if not _probabilities(operands):
        return _nll_result(operands, params)
    shape = operands["input"]
    return _reduced(params, shape[:1] + shape[2:] if len(shape) > 1 else ())


def _exact_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = same_as(operands, "target", "target", "input")
    if "weight" in operands:
        found = (*found, *expandable(operands, "weight", "input"))
    if "pos_weight" in operands:
        found = (*found, *pairwise(operands, "pos_weight", "input"))
    return found


def _exact_result(operands: Operands, params: Params) -> Shape | None:
    return _reduced(params, operands["input"])


def _loose_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    """These broadcast, with a warning: shapes that differ are nearly always a mistake."""
    return tuple(pairwise(operands, "target", "input"))


def _loose_result(operands: Operands, params: Params) -> Shape | None:
    both = broadcast((operands["input"], operands["target"]))
    return None if both is None else _reduced(params, both)


def _margin_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    """The result has the input's shape, whatever the target's."""
    return tuple(expandable(operands, "target", "input"))


def _gaussian_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, var = operands["input"], operands.get("var")
    found = [*pairwise(operands, "target", "input")]
    if var is not None and var != shape:
        differing = [v for v, size in zip(var, shape, strict=False) if v != size]
        ok = var == shape[:-1] or (len(var) == len(shape) and sum(differing) == 1)
        formula = "var.shape = input.shape, or without its last axis, or with one axis of size 1"
        found.append(Requirement("size", ok, formula, shape_text(var), shape_text(shape), "var", None, "input"))
    return tuple(found)


def _gaussian_result(operands: Operands, params: Params) -> Shape | None:
    var = operands.get("var", ())
    aligned = (*var, 1) if len(var) < len(operands["input"]) else var
    both = broadcast((operands["input"], operands["target"], aligned))
    return None if both is None else _reduced(params, both)


def _cosine_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    left, target = operands["input1"], operands["target"]
    want = {0: 1, 1: 2}.get(len(target))
    if want is None:
        return (Requirement("rank", False, "target.dim() = 0 or 1", str(len(target)), "0 or 1", "target"),)
    found = [
        Requirement(
            "rank",
            len(operands[role]) == want,
            f"{role}.dim() = target.dim() + 1",
            str(len(operands[role])),
            str(want),
            role,
            None,
            "target",
            None,
            len(operands[role]),
            want,
        )
        for role in ("input1", "input2")
    ]
    if all(r.holds for r in found):
        found += pairwise(operands, "input2", "input1", "features")
        rows = broadcast((left[:-1], operands["input2"][:-1]))
        if target and rows is not None:
            found += pairwise({"target": target, "input1": rows}, "target", "input1", "batch")
    return tuple(found)


def _cosine_result(operands: Operands, params: Params) -> Shape | None:
    rows = broadcast([operands["target"], operands["input1"][:-1], operands["input2"][:-1]])
    return None if rows is None else _reduced(params, rows)


def _triplet_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    ranks = [
        Requirement(
            "rank",
            len(operands[role]) == len(operands["anchor"]),
            f"{role}.dim() = anchor.dim()",
            str(len(operands[role])),
            str(len(operands["anchor"])),
            role,
            None,
            "anchor",
            None,
            len(operands[role]),
            len(operands["anchor"]),
        )
        for role in ("positive", "negative")
    ]
    if not all(r.holds for r in ranks):
        return tuple(ranks)
    return (
        *ranks,
        *pairwise(operands, "positive", "anchor", "features"),
        *pairwise(operands, "negative", "anchor", "features"),
        *(pairwise(operands, "negative", "positive", "features") if params.get("swap") else ()),
        *_distances(operands),
    )


def _distances(operands: Operands) -> Iterator[Requirement]:
    """The two distances are compared: they have the features' axis no more."""
    near = broadcast((operands["anchor"], operands["positive"]))
    far = broadcast((operands["anchor"], operands["negative"]))
    if near is not None and far is not None:
        yield from pairwise({"negative": far[:-1], "positive": near[:-1]}, "negative", "positive", "batch")


def _triplet_result(operands: Operands, params: Params) -> Shape | None:
    near = broadcast((operands["anchor"], operands["positive"]))
    far = broadcast((operands["anchor"], operands["negative"]))
    both = None if near is None or far is None else broadcast((near[:-1], far[:-1]))
    return None if both is None else _reduced(params, both)


def _ctc_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role in ("log_probs", "input"):
        return {3: ("T", "N", "C"), 2: ("T", "C")}.get(rank, numbered(rank))
    return {2: ("N", "S"), 1: ("N",)}.get(rank, numbered(rank))


def _ctc_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    probs = operands["log_probs"]
    rank = Requirement(
        "rank",
        len(probs) in (2, 3),
        "log_probs is (T, N, C) or (T, C)",
        str(len(probs)),
        "3 or 2",
        "log_probs",
        got_value=len(probs),
        want_value=3,
    )
    if not rank.holds:
        return (rank,)
    batch = probs[1] if len(probs) == 3 else 1
    found = [rank]
    for role in ("input_lengths", "target_lengths"):
        if operands.get(role):
            found.append(
                equals(operands, "batch", role, 0, batch, formula=f"{role}: N = log_probs: N", other="log_probs")
            )
    targets = operands["targets"]
    if len(targets) == 2:
        found.append(
            equals(operands, "batch", "targets", 0, batch, formula="targets: N = log_probs: N", other="log_probs")
        )
    return tuple(found)


def _ctc_result(operands: Operands, params: Params) -> Shape | None:
    probs = operands["log_probs"]
    return _reduced(params, probs[1:2] if len(probs) == 3 else ())


TWO = ("input", "target")
KEYWORDS = ("size_average", "reduce", "reduction")

SPECS = (
    OpSpec(
        "cross_entropy",
        (*TWO, "weight"),
        _cross_check,
        _cross_result,
        _class_axes,
        (*TWO, "weight", "size_average", "ignore_index", "reduce", "reduction", "label_smoothing"),
        ("cross_entropy_loss",),
        source=DOC.format("CrossEntropyLoss"),
    ),
    OpSpec(
        "nll_loss",
        (*TWO, "weight"),
        _nll_check,
        _nll_result,
        _class_axes,
        (*TWO, "weight", "size_average", "ignore_index", "reduce", "reduction"),
        ("nll_loss_nd", "nll_loss2d", "nll_loss_forward", "nll_loss2d_forward"),
        source=DOC.format("NLLLoss"),
    ),
    OpSpec(
        "binary_cross_entropy",
        (*TWO, "weight"),
        _exact_check,
        _exact_result,
        signature=(*TWO, "weight", *KEYWORDS),
        source=DOC.format("BCELoss"),
    ),
    OpSpec(
        "binary_cross_entropy_with_logits",
        (*TWO, "weight", "pos_weight"),
        _exact_check,
        _exact_result,
        signature=(*TWO, "weight", *KEYWORDS, "pos_weight"),
        source=DOC.format("BCEWithLogitsLoss"),
    ),
    *(
        OpSpec(name, TWO, _loose_check, _loose_result, signature=(*TWO, *KEYWORDS), source=DOC.format(cls))
        for name, cls in (
            ("mse_loss", "MSELoss"),
            ("l1_loss", "L1Loss"),
            ("smooth_l1_loss", "SmoothL1Loss"),
            ("kl_div", "KLDivLoss"),
        )
    ),
    OpSpec(
        "huber_loss",
        TWO,
        _loose_check,
        _loose_result,
        signature=(*TWO, "reduction", "delta"),
        source=DOC.format("HuberLoss"),
    ),
    OpSpec(
        "poisson_nll_loss",
        TWO,
        _loose_check,
        _loose_result,
        signature=(*TWO, "log_input", "full"),
        source=DOC.format("PoissonNLLLoss"),
    ),
    OpSpec(
        "soft_margin_loss",
        TWO,
        _margin_check,
        _exact_result,
        signature=(*TWO, *KEYWORDS),
        source=DOC.format("SoftMarginLoss"),
    ),
    OpSpec(
        "gaussian_nll_loss",
        (*TWO, "var"),
        _gaussian_check,
        _gaussian_result,
        signature=(*TWO, "var", "full", "eps", "reduction"),
        source=DOC.format("GaussianNLLLoss"),
    ),
    OpSpec(
        "cosine_embedding_loss",
        ("input1", "input2", "target"),
        _cosine_check,
        _cosine_result,
        signature=("input1", "input2", "target", "margin", *KEYWORDS),
        source=DOC.format("CosineEmbeddingLoss"),
    ),
    OpSpec(
        "triplet_margin_loss",
        ("anchor", "positive", "negative"),
        _triplet_check,
        _triplet_result,
        signature=("anchor", "positive", "negative", "margin", "p", "eps", "swap"),
        source=DOC.format("TripletMarginLoss"),
    ),
    OpSpec(
        "ctc_loss",
        ("log_probs", "targets", "input_lengths", "target_lengths"),
        _ctc_check,
        _ctc_result,
        _ctc_axes,
        ("log_probs", "targets", "input_lengths", "target_lengths", "blank", "reduction"),
        ("_ctc_loss",),
        source=DOC.format("CTCLoss"),
    ),
)
