import numpy as np
import torch
from PIL import Image
from torch import nn

WIDTH, HEIGHT = 96, 54


class Photos:
    def __init__(self, n=3):
        rng = np.random.default_rng(1)
        self.files = [Image.fromarray(rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)) for _ in range(n)]

    def get_numpy_image(self, idx):
        pil_image = self.files[idx]
        image = np.array(pil_image, dtype="uint8")
        return image

    def batch(self):
        images = [torch.from_numpy(self.get_numpy_image(i).astype("float32") / 255) for i in range(len(self.files))]
        return {"image": torch.stack(images), "time": torch.linspace(0, 1, len(images))}


def rasterize(means, scales, colors, opacity, depth):
    ys = torch.linspace(0, 1, HEIGHT).view(1, 1, HEIGHT, 1)
    xs = torch.linspace(0, 1, WIDTH).view(1, 1, 1, WIDTH)
    d2 = (xs - means[..., 0, None, None]) ** 2 + (ys - means[..., 1, None, None]) ** 2
    w = opacity.view(1, -1, 1, 1) * torch.exp(-d2 / scales.view(1, -1, 1, 1) ** 2)
    alpha = w.sum(1, keepdim=True)
    w = w / (alpha + 1e-6)
    return {
        "rgb": torch.einsum("bnhw,nc->bchw", w, colors),
        "depth": torch.einsum("bnhw,n->bhw", w, depth).unsqueeze(1),
        "accumulation": alpha.clamp(max=1),
    }


class Splatfacto4D(nn.Module):
    def __init__(self, n=64):
        super().__init__()
        self.means = nn.Parameter(torch.rand(n, 2))
        self.velocity = nn.Parameter(torch.zeros(n, 2))
        self.scales = nn.Parameter(torch.full((n,), 0.1))
        self.colors = nn.Parameter(torch.rand(n, 3))
        self.opacity = nn.Parameter(torch.zeros(n))
        self.register_buffer("depth", torch.rand(n))

    def get_outputs(self, time):
        means = self.means + time.view(-1, 1, 1) * self.velocity
        render = rasterize(means, self.scales, torch.sigmoid(self.colors), torch.sigmoid(self.opacity), self.depth)
        out = {name: picture.permute(0, 3, 2, 1) for name, picture in render.items()}
        out["background"] = torch.ones(3)
        return out

    def get_loss(self, out, batch):
        acc = out["accumulation"]
        pred = out["rgb"] * acc + out["background"] * (1 - acc)
        return (batch["image"] - pred).abs().mean() + 0.01 * self.scales.abs().mean()


model = Splatfacto4D()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
batch = Photos().batch()
for step in range(5):
    outputs = model.get_outputs(batch["time"])
    loss = model.get_loss(outputs, batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
