import os

import numpy as np
from PIL import Image, ImageDraw
from torchvision import datasets, transforms


def draw_codes(root, n=12):
    """Screenshots of the login form, one random code each."""
    rng = np.random.RandomState(1)
    os.makedirs(os.path.join(root, "codes"))
    for i in range(n):
        img = Image.new("RGB", (160, 60), tuple(rng.randint(180, 255, 3).tolist()))
        ImageDraw.Draw(img).text((40, 20), "%05d" % rng.randint(100000), fill=(20, 20, 90))
        img.save(os.path.join(root, "codes", "%d.png" % i))


def code_images(root, height, width):
    return datasets.ImageFolder(root, transform=transforms.Compose([
        transforms.Resize([height, width]),
        transforms.ToTensor(),
        transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    ]))
