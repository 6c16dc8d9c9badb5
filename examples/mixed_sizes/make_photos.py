"""Made the photos of this folder: seeded gradients, as JPEG files of several sizes."""

from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent / "photos"
SIZES = [(120, 90), (90, 120), (100, 100), (128, 72), (96, 96), (84, 126)]


def gradient(rng, width, height):
    """A smooth picture: two colours blended along a random direction."""
    down, across = np.mgrid[0:height, 0:width]
    angle = rng.uniform(0, np.pi)
    blend = across / width * np.cos(angle) + down / height * np.sin(angle)
    blend = (blend - blend.min()) / np.ptp(blend)
    start, end = rng.integers(0, 256, (2, 3))
    return (start + blend[..., None] * (end - start)).astype(np.uint8)


def main():
    rng = np.random.default_rng(0)
    for name in ("dunes", "lakes"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        for number, (width, height) in enumerate(SIZES):
            image = Image.fromarray(gradient(rng, width, height))
            image.save(FOLDER / name / f"{number:02d}.jpg", quality=70)


if __name__ == "__main__":
    main()
