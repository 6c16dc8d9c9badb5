"""Five diagnoses, built by hand over small source files, and how they are to be drawn."""

from __future__ import annotations

from pathlib import Path

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
    Stage,
)

SOURCES = {
    "channels": {
        "model.py": {
            7: "        self.conv1 = nn.Conv2d(3, 16, kernel_size=3, padding=1)",
            11: "        return self.act(self.conv1(x))",
        },
        "data.py": {
            6: "    return torch.randint(0, 256, (8, 28, 28, 3), dtype=torch.uint8)",
            10: "    x = batch.float() / 255",
            11: "    return x.reshape(-1, 28, 28, 3)",
        },
    },
    "features": {
        "model.py": {
            8: "        x = self.pool(x)",
            9: "        x = self.pool(x)",
            11: "        self.fc = nn.Linear(64 * 7 * 7, classes)",
            14: "        x = x.flatten(1)",
            15: "        return self.fc(x)",
        },
        "data.py": {
            7: "train_tf = T.Compose([T.Resize((28, 28)), *to_float])",
            8: "val_tf = T.Compose(to_float)",
        },
    },
    "collate": {
        "data.py": {
            6: "tf = T.Compose([T.Resize(256), T.ToTensor()])",
            14: "        return tf(Image.open(self.paths[i]))",
            17: "train = DataLoader(Photos(), batch_size=4, num_workers=2)",
        },
    },
    "cat": {
        "unet.py": {
            15: "        skip = self.down1(x)",
            16: "        x = self.pool(skip)",
            17: "        x = self.up(x)",
            18: "        x = torch.cat([skip, x], dim=1)",
        },
        "infer.py": {8: "image = torch.rand(1, 3, 375, 500)"},
    },
    "batch": {
        "train.py": {
            5: "BATCH = 64",
            16: "        h = h.reshape(BATCH, -1)",
            17: "        return self.fc(h)",
            22: "loader = DataLoader(data, batch_size=BATCH)",
        },
    },
}


def write(name: str, root: Path) -> None:
    """Write the sources of one sample, each line at its own number."""
    for file, lines in SOURCES[name].items():
        text = "\n".join(lines.get(number, "") for number in range(1, max(lines) + 1)) + "\n"
        (root / file).write_text(text, encoding="utf-8")


def build(name: str, root: Path) -> Report:
    """The report of one sample, over sources in ``root``."""
    write(name, root)

    def at(file: str, line: int, piece: str) -> Span:
        column = SOURCES[name][file][line].index(piece) + 1
        return Span(str(root / file), (line, column), (line, column + len(piece)), piece)

    diagnosis = _BUILDERS[name](at)
    return Report(
        "0.1.0", "2.14.1", str(root), (diagnosis,), sources={str(root / f): "0" * 64 for f in _edited(diagnosis)}
    )


def _edited(diagnosis: Diagnosis) -> set[str]:
    return {Path(edit.span.file).name for fix in diagnosis.fixes for edit in fix.edits}


def _channels(at):
    reshape = at("data.py", 11, "x.reshape(-1, 28, 28, 3)")
    nhwc = ("N", "H", "W", "C")
    crash = at("model.py", 11, "x")
    return Diagnosis(
        code="SF101",
        name="channels-not-on-axis-1",
        message="conv2d got 28 channels on axis C, its weight takes 3",
        op="conv2d",
        cause=Stage.RESHAPE,
        where="in Net.conv1, first batch",
        module=ModuleRef("Net", "conv1", "Conv2d"),
        culprit=Culprit(reshape, "axis 1 is still H, read as C"),
        labels=(
            Label(crash, "N=8 C=28 H=28 W=3", True, ("N", "C", "H", "W"), (8, 28, 28, 3)),
            Label(at("model.py", 7, "3"), "takes C=3"),
        ),
        provenance=(
            Hop(reshape.text, reshape, 28, "C", (8, 28, 28, 3), (), True, "axis 1 is still H, read as C"),
            Hop("batch.float() / 255", at("data.py", 10, "batch.float() / 255"), 28, "H", (8, 28, 28, 3), nhwc),
            Hop(
                "torch.randint(...)",
                at("data.py", 6, "torch.randint"),
                28,
                "H",
                (8, 28, 28, 3),
                nhwc,
                note="uint8: channels last",
            ),
            Hop("nn.Conv2d(3, 16, ...)", at("model.py", 7, "3"), 3, "C", note="in_channels"),
        ),
        math=(MathLine("C / groups = weight.shape[1]", "28 / 1 = 28", "3"),),
        fixes=(
            Fix(
                "move the channel axis, a reshape cannot move it",
                (Edit(reshape, "x.permute(0, 3, 1, 2)"),),
                "safe",
                0.9,
                Stage.RESHAPE,
                "axis 1 is still H, read as C",
                Check("program", "train.py", True, (8, 16, 28, 28), "floor((28 + 2·1 − 3)/1) + 1 = 28"),
            ),
        ),
        rejected=(Rejected("x.reshape(-1, 3, 28, 28)", "runs, but puts 18800 of 18816 values in the wrong place"),),
    )


def _features(at):
    val_tf = at("data.py", 8, "T.Compose(to_float)")
    both_pools = Span(at("model.py", 8, "self").file, (8, 13), (9, 25))
    return Diagnosis(
        code="SF201",
        name="features-after-flatten",
        message="linear got 4096 features per sample, its weight takes 3136",
        op="linear",
        cause=Stage.AUGMENTATION,
        where="in Net.fc, first batch of `val`",
        module=ModuleRef("Net", "fc", "Linear"),
        culprit=Culprit(val_tf, "no Resize, images stay H=32 W=32"),
        labels=(
            Label(at("model.py", 15, "x"), "N=64 F=4096", True, ("N", "F"), (64, 4096)),
            Label(at("model.py", 11, "64 * 7 * 7"), "takes F=3136"),
        ),
        provenance=(
            Hop(".flatten(1)", at("model.py", 14, "x.flatten(1)"), 4096, "F", note="C=64 · H=8 · W=8"),
            Hop("2 × MaxPool2d(2)", both_pools, note="H, W: 32 → 16 → 8"),
            Hop("val_tf", val_tf, culprit=True, note="no Resize, images stay H=32 W=32"),
            Hop("64 * 7 * 7", at("model.py", 11, "64 * 7 * 7"), 3136, "F", note="fits H, W: 28 → 14 → 7"),
            Hop(
                "T.Resize((28, 28))",
                at("data.py", 7, "T.Resize((28, 28))"),
                note="train_tf: all 8 batches of `train` fitted",
            ),
        ),
        math=(
            MathLine(
                "",
                "floor((32 − 2)/2) + 1 = 16, floor((16 − 2)/2) + 1 = 8; 64·8·8 = 4096",
                "3136 = 64·7·7",
            ),
        ),
        fixes=(
            Fix(
                "give val_tf the Resize that train_tf has (changes what the model sees)",
                (Edit(val_tf, "T.Compose([T.Resize((28, 28)), *to_float])"),),
                verified=Check(
                    "program", "train.py", True, None, "all 4 batches of `val` → N=64 F=10, all 8 of `train` as before"
                ),
            ),
        ),
        rejected=(Rejected("nn.Linear(64 * 8 * 8, classes)", "fits `val` and breaks `train` (3136 ≠ 4096)"),),
    )


def _collate(at):
    resize = at("data.py", 6, "T.Resize(256)")
    return Diagnosis(
        code="SF301",
        name="samples-differ",
        message="samples 0 and 1 differ in H and W, collate cannot stack them",
        op="collate",
        cause=Stage.AUGMENTATION,
        where="in DataLoader `train`, batch 0, worker 0",
        culprit=Culprit(resize, "an int sets the short side, the other keeps the ratio"),
        labels=(
            Label(
                at("data.py", 17, "DataLoader"),
                "stacks 4 samples: all must have the same C, H and W",
                True,
            ),
        ),
        provenance=(
            Hop(
                "T.Resize(256)",
                resize,
                culprit=True,
                note="an int sets the short side, the other keeps the ratio",
            ),
        ),
        math=(MathLine("", "W = floor(256·500/375) = 341; H = floor(256·500/333) = 384", ""),),
        notes=(
            "all 12 samples: 6 × (3, 256, 341), 2 × (3, 384, 256), 2 × (3, 256, 384), 2 × (3, 256, 256)",
            'torch says "Trying to resize storage that is not resizable" when the first sample is above the batch '
            'mean (4·261888 > 1015296), else "stack expects each tensor to be equal size"',
        ),
        fixes=(
            Fix(
                "crop to a square after the resize (cuts up to 33 % of an image)",
                (Edit(resize, "T.Resize(256), T.CenterCrop(256)"),),
                verified=Check("op", "3 of 3 batches → N=4 C=3 H=256 W=256", True),
            ),
            Fix(
                "T.Resize((256, 256)) keeps the whole image, but stretches it",
                (Edit(resize, "T.Resize((256, 256))"),),
                verified=Check("op", "3 of 3 batches", True),
            ),
        ),
    )


def _cat(at):
    up = at("unet.py", 17, "self.up(x)")
    pool = at("unet.py", 16, "self.pool(skip)")
    nchw = ("N", "C", "H", "W")
    return Diagnosis(
        code="SF401",
        name="cat-off-by-one",
        message="cat along C needs equal H, got 375 and 374",
        op="cat",
        cause=Stage.LAYER_CONFIG,
        where="in UNet.forward, image N=1 C=3 H=375 W=500",
        module=ModuleRef("UNet", "", "UNet"),
        culprit=Culprit(pool, "MaxPool2d(2) drops the odd row: 375 → 187"),
        labels=(
            Label(at("unet.py", 18, "skip"), "", False, nchw, (1, 64, 375, 500)),
            Label(Span(up.file, (18, 30), (18, 31), "x"), "", True, nchw, (1, 64, 374, 500)),
        ),
        provenance=(
            Hop("self.up(x)", up, 374, "H", note="ConvTranspose2d(k=2, s=2): 187 → 374"),
            Hop("self.pool(skip)", pool, culprit=True, note="MaxPool2d(2) drops the odd row: 375 → 187"),
            Hop("self.down1(x)", at("unet.py", 15, "self.down1(x)"), 375, "H", note="Conv2d(k=3, p=1): 375 → 375"),
            Hop("torch.rand(...)", at("infer.py", 8, "torch.rand"), note="the image"),
        ),
        math=(
            MathLine(
                "",
                "floor((375 − 2)/2) + 1 = 187, (187 − 1)·2 + 2 = 374",
                "375; equal only for even H",
            ),
        ),
        fixes=(
            Fix(
                "tell the up-convolution which size to give back",
                (Edit(up, "self.up(x, output_size=skip.shape[-2:])"),),
                "safe",
                verified=Check(
                    "op",
                    "375×500, 376×500, 377×499 and 64×64 keep their H×W; 64×96 gives the same bits as before",
                    True,
                ),
            ),
        ),
        rejected=(Rejected("cropping `skip`", "runs, but returns H=374 for an image of H=375"),),
    )


def _batch(at):
    constant = at("train.py", 5, "BATCH = 64")
    reshape = at("train.py", 16, "h.reshape(BATCH, -1)")
    number = Span(constant.file, (5, 9), (5, 11), "64")
    h = Span(constant.file, (17, 24), (17, 25), "h")
    return Diagnosis(
        code="SF501",
        name="constant-batch",
        message="reshape spreads 40 samples over 64 rows, so rows mix samples",
        op="reshape",
        cause=Stage.RESHAPE,
        where="in Net.forward, batch 15 (the last of 16)",
        module=ModuleRef("Net", "", "Net"),
        culprit=Culprit(reshape, "a constant stands for N"),
        labels=(
            Label(reshape, "N=40 T=10 F=32 → 64 × 200", True, ("N", "T", "F"), (40, 10, 32)),
            Label(number, "right for batches 0 to 14 only"),
            Label(h, "crashes here: got F=200, weight takes 320 = T=10 · F=32"),
        ),
        provenance=(
            Hop(
                "DataLoader(data, batch_size=BATCH)",
                at("train.py", 22, "DataLoader(data, batch_size=BATCH)"),
                40,
                "N",
                note="1000 = 15·64 + 40",
            ),
            Hop("BATCH = 64", constant, 64, culprit=True, note="a constant stands for N"),
        ),
        math=(MathLine("", "40·10·32 = 12800 = 64·200, so -1 became 200 and reshape did not fail", ""),),
        fixes=(
            Fix(
                "keep axis N, flatten the rest",
                (Edit(reshape, "h.flatten(1)"),),
                "safe",
                verified=Check(
                    "program", "train.py", True, None, "16 of 16 batches; a full batch gives the same bits as before"
                ),
            ),
        ),
        rejected=(Rejected("drop_last=True", "runs, but skips 40 samples each epoch"),),
    )


_BUILDERS = {
    "channels": _channels,
    "features": _features,
    "collate": _collate,
    "cat": _cat,
    "batch": _batch,
}
NAMES = tuple(_BUILDERS)
