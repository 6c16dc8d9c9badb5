import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torchvision import models, transforms

model = models.resnet18(weights=None).eval()
layer = model._modules.get("avgpool")

scaler = transforms.Resize((224, 224))
to_tensor = transforms.ToTensor()
normalize = transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])


def get_vector(image_name):
    img = Image.open(image_name)
    t_img = normalize(to_tensor(scaler(img))).unsqueeze(0)
    embedding = torch.zeros(512)

    def copy_data(module, inputs, output):
        embedding.copy_(output.flatten())

    handle = layer.register_forward_hook(copy_data)
    with torch.no_grad():
        model(t_img)
    handle.remove()
    return embedding


def make_test_images(folder):
    rng = np.random.default_rng(3)
    for name in ("cat.jpg", "cat2.jpg", "face.jpg"):
        pixels = rng.integers(0, 256, (180, 240, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(os.path.join(folder, name))
    pixels = rng.integers(0, 256, (128, 128, 4), dtype=np.uint8)
    Image.fromarray(pixels).save(os.path.join(folder, "logo.png"))


with tempfile.TemporaryDirectory() as pics:
    make_test_images(pics)
    vectors = {f: get_vector(os.path.join(pics, f)) for f in sorted(os.listdir(pics))}

names = list(vectors)
matrix = torch.stack([vectors[n] for n in names])
similarity = torch.nn.functional.cosine_similarity(matrix[:, None], matrix[None], dim=-1)
for i, name in enumerate(names):
    others = similarity[i].clone()
    others[i] = -1
    print(name, "is most similar to", names[others.argmax()], round(others.max().item(), 3))
