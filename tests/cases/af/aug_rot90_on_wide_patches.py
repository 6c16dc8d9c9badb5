import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CONFIG = dict(
    patch_size=(48, 64),
    batch_size=8,
    augmentations=("flip", "rot90"),
)


class RandomFlip:
    def __call__(self, patch):
        axis = int(torch.randint(1, 3, (1,)))
        return torch.flip(patch, [axis]) if torch.rand(1) < 0.5 else patch


class RandomRotate90:
    def __call__(self, patch):
        quarter_turns = int(torch.randint(0, 4, (1,)))
        return torch.rot90(patch, quarter_turns, dims=(1, 2))


REGISTRY = {
    "flip": RandomFlip,
    "rot90": RandomRotate90,
}


class NoisyPatches(Dataset):
    """Random patches out of one large micrograph, for blind-spot denoising."""

    def __init__(self, image, patch_size, augmentations, n=32):
        self.image, self.size, self.n = image, patch_size, n
        self.augment = [REGISTRY[name]() for name in augmentations]

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        h, w = self.size
        top = int(torch.randint(0, self.image.shape[1] - h, (1,)))
        left = int(torch.randint(0, self.image.shape[2] - w, (1,)))
        patch = self.image[:, top:top + h, left:left + w]
        for op in self.augment:
            patch = op(patch)
        return patch


def mask_pixels(batch, share=0.02):
    masked = torch.rand_like(batch) < share
    neighbour = torch.roll(batch, shifts=(1, 1), dims=(2, 3))
    return torch.where(masked, neighbour, batch), masked


class Denoiser(nn.Module):
    def __init__(self, ch=16):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, ch, 3, padding=1), nn.ReLU(),
            nn.Conv2d(ch, ch, 3, padding=1), nn.ReLU(),
            nn.Conv2d(ch, 1, 1),
        )

    def forward(self, x):
        return self.body(x)


torch.manual_seed(11)
micrograph = torch.randn(1, 300, 400)
data = NoisyPatches(micrograph, CONFIG["patch_size"], CONFIG["augmentations"])
model = Denoiser()
optimizer = torch.optim.Adam(model.parameters(), 4e-4)
for step, batch in enumerate(DataLoader(data, batch_size=CONFIG["batch_size"])):
    x, masked = mask_pixels(batch)
    loss = ((model(x) - batch)[masked] ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
