"""Find a layered filament print that looks like a picture."""
import argparse
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

MATERIALS = torch.tensor([[0.05, 0.05, 0.06], [0.45, 0.10, 0.08], [0.85, 0.65, 0.20], [0.95, 0.95, 0.92]])
TRANSMISSION = torch.tensor([0.6, 2.0, 3.5, 5.0])


def test_pattern(path, width=254, height=400):
    ramp = np.linspace(255, 0, height)[:, None] * np.ones((1, width))
    Image.fromarray(ramp.astype("uint8")).convert("RGB").save(path)


def resize_image(img, max_size):
    w, h = img.size
    scale = max_size / max(w, h)
    return img.resize((round(w * scale), round(h * scale)), Image.LANCZOS)


def to_tensor(img):
    return torch.from_numpy(np.array(img)).float() / 255.0


def init_height_map(target, eps=1e-2):
    """Start from the luminance: bright pixels are printed higher."""
    lum = (target * torch.tensor([0.299, 0.587, 0.114])).sum(-1).clamp(eps, 1 - eps)
    return torch.logit(lum)


def downscale_height_map(logits, solver_size):
    h, w = logits.shape
    scale = solver_size / max(h, w)
    size = (int(h * scale), int(w * scale))
    return F.interpolate(logits[None, None], size=size, mode="bilinear", align_corners=False)[0, 0]


def composite(height_logits, material_logits, layer_height, tau):
    max_layers = material_logits.shape[0]
    layers = torch.sigmoid(height_logits) * max_layers
    mix = F.gumbel_softmax(material_logits, tau=tau, dim=1)
    color = torch.zeros(*height_logits.shape, 3)
    for i in range(max_layers):
        printed = torch.sigmoid((layers - i) * 4).unsqueeze(-1)
        opacity = printed * (1 - torch.exp(-layer_height * 10 / (mix[i] @ TRANSMISSION)))
        color = color * (1 - opacity) + (mix[i] @ MATERIALS) * opacity
    return color


def loss_fn(params, target, layer_height, tau):
    comp = composite(params["pixel_height_logits"], params["global_logits"], layer_height, tau)
    return F.mse_loss(comp, target)


def main(args):
    img = Image.open(args.input_image).convert("RGB")
    output_target = to_tensor(resize_image(img, args.output_size))
    processing_target = to_tensor(resize_image(img, args.solver_size))

    height_logits = init_height_map(output_target)
    params = {
        "pixel_height_logits": downscale_height_map(height_logits, args.solver_size).requires_grad_(),
        "global_logits": torch.zeros(args.max_layers, len(MATERIALS), requires_grad=True),
    }
    optimizer = torch.optim.Adam(params.values(), lr=1e-2)
    for i in range(args.iterations):
        tau = max(0.1, 1.0 - i / args.iterations)
        loss = loss_fn(params, processing_target, args.layer_height, tau)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iteration {i}: loss {loss.item():.5f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tmp:
        picture = os.path.join(tmp, "test_pattern.jpg")
        test_pattern(picture)
        parser = argparse.ArgumentParser()
        parser.add_argument("--input_image", default=picture)
        parser.add_argument("--output_size", type=int, default=1024)
        parser.add_argument("--solver_size", type=int, default=200)
        parser.add_argument("--max_layers", type=int, default=12)
        parser.add_argument("--layer_height", type=float, default=0.04)
        parser.add_argument("--iterations", type=int, default=5)
        main(parser.parse_args([]))
