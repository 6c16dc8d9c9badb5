import os
import tempfile

import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

SCENES = {"Adirondack": (390, 771), "ArtL": (371, 880), "Jadeplant": (396, 660), "Motorcycle": (390, 771)}


class MiddleburyPairs(Dataset):
    def __init__(self, root):
        self.scenes = [os.path.join(root, s) for s in sorted(os.listdir(root))]
        self.tf = transforms.ToTensor()

    def __len__(self):
        return len(self.scenes)

    def __getitem__(self, i):
        left, right = (Image.open(os.path.join(self.scenes[i], f)).convert("RGB") for f in ("im0.png", "im1.png"))
        return {"left": self.tf(left), "right": self.tf(right)}


class TinyStereo(nn.Module):
    def __init__(self, ch=8, max_disp=12):
        super().__init__()
        self.feat = nn.Conv2d(3, ch, 5, stride=4, padding=2)
        self.max_disp = max_disp

    def forward(self, left, right):
        fl, fr = self.feat(left), self.feat(right)
        cost = torch.stack([(fl * torch.roll(fr, d, dims=3)).mean(1) for d in range(self.max_disp)], dim=1)
        return (cost.softmax(1) * torch.arange(self.max_disp).view(1, -1, 1, 1)).sum(1)


with tempfile.TemporaryDirectory() as root:
    for scene, (h, w) in SCENES.items():
        os.makedirs(os.path.join(root, scene))
        for name in ("im0.png", "im1.png"):
            Image.effect_noise((w, h), 60).convert("RGB").save(os.path.join(root, scene, name))
    loader = DataLoader(MiddleburyPairs(root), batch_size=2, shuffle=False)
    model = TinyStereo().eval()
    with torch.no_grad():
        for batch in loader:
            disp = model(batch["left"], batch["right"])
            print(tuple(disp.shape), disp.mean().item())
