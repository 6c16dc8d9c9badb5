"""Few-shot font generation: train on rendered glyphs, then write samples for scanned reference styles."""
import random
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
from PIL import Image, ImageDraw
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CHARS = "ABDEHKRS"
TRANSFORM = transforms.Compose([
    transforms.Resize((64, 64)),
    transforms.ToTensor(),
    transforms.Normalize([0.5], [0.5]),
])


def draw_glyph(char, slant, size=72):
    img = Image.new("L", (size, size), 255)
    ImageDraw.Draw(img).text((size // 3 + slant, size // 3), char, fill=0)
    return img


def prepare(root):
    for f in range(4):
        d = root / "train" / f"font{f}"
        d.mkdir(parents=True)
        for c in CHARS:
            draw_glyph(c, f).save(d / f"{ord(c):04x}.png")
    rng = np.random.default_rng(0)
    for f in range(2):
        d = root / "refs" / f"handwriting{f}"
        d.mkdir(parents=True)
        for c in CHARS[:5]:
            paper = np.asarray(draw_glyph(c, -2 * f), dtype=np.int16)[..., None] - rng.integers(0, 40, (72, 72, 3))
            Image.fromarray(paper.clip(0, 255).astype(np.uint8)).save(d / f"{ord(c):04x}.png")


def read_glyph(path):
    img = Image.open(path)
    img.load()
    return TRANSFORM(img)


class StyleSets(Dataset):
    def __init__(self, root, n_ref):
        self.fonts = sorted(p for p in root.iterdir() if p.is_dir())
        self.glyphs = {f: sorted(f.glob("*.png")) for f in self.fonts}
        self.n_ref = n_ref

    def __len__(self):
        return len(self.fonts)

    def __getitem__(self, i):
        files = self.glyphs[self.fonts[i]]
        picked = random.Random(i).sample(files, self.n_ref + 1)
        imgs = torch.stack([read_glyph(p) for p in picked])
        return {"refs": imgs[1:], "target": imgs[0], "char": CHARS.index(chr(int(picked[0].stem, 16)))}


class ConvBlock(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 3, 2, 1)
        self.norm = nn.InstanceNorm2d(c_out)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))


class Generator(nn.Module):
    def __init__(self, C_in=1, C=16):
        super().__init__()
        self.style_enc = nn.Sequential(ConvBlock(C_in, C), ConvBlock(C, 2 * C), ConvBlock(2 * C, 4 * C))
        self.char_emb = nn.Embedding(len(CHARS), 4 * C)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(4 * C, 2 * C, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(2 * C, C, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(C, C_in, 4, 2, 1), nn.Tanh(),
        )

    def forward(self, refs, char):
        b, n = refs.shape[:2]
        feats = self.style_enc(refs.flatten(0, 1)).unflatten(0, (b, n)).mean(1)
        return self.decoder(feats + self.char_emb(char)[:, :, None, None])


def train(gen, loader, steps=3):
    opt = torch.optim.Adam(gen.parameters(), 2e-4, betas=(0.0, 0.9))
    for step in range(steps):
        for batch in loader:
            loss = (gen(batch["refs"], batch["char"]) - batch["target"]).abs().mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(f"step {step} l1 {loss.item():.4f}")


@torch.no_grad()
def validate(gen, loader, out_dir):
    gen.eval()
    for i, batch in enumerate(loader):
        fake = gen(batch["refs"], batch["char"])
        row = ((fake[:, 0] + 1) * 127.5).byte().numpy()
        Image.fromarray(np.concatenate(list(row), axis=1)).save(out_dir / f"val_{i}.png")


if __name__ == "__main__":
    torch.manual_seed(2)
    with tempfile.TemporaryDirectory() as tmp:
        root = Path(tmp)
        prepare(root)
        generator = Generator()
        train(generator, DataLoader(StyleSets(root / "train", n_ref=3), batch_size=4, shuffle=True))
        validate(generator, DataLoader(StyleSets(root / "refs", n_ref=3), batch_size=2), root)
        print(sorted(p.name for p in root.glob("val_*.png")))
