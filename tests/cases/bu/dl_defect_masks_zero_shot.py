import os
import tempfile

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

IMG_SIZE = 128


def write_category(root, name="cable", n_good=5, n_bent=4, seed=3):
    rng = np.random.default_rng(seed)
    for sub in ("test/good", "test/bent", "ground_truth/bent"):
        os.makedirs(os.path.join(root, name, sub))
    for k in range(n_good + n_bent):
        kind = "good" if k < n_good else "bent"
        noise = rng.integers(90, 140, (160, 160, 3), dtype=np.uint8)
        photo = Image.fromarray(noise)
        if kind == "bent":
            x, y = (int(v) for v in rng.integers(20, 100, 2))
            box = (x, y, x + 36, y + 24)
            ImageDraw.Draw(photo).ellipse(box, fill=(220, 60, 40))
            gt = Image.new("RGB", photo.size)
            ImageDraw.Draw(gt).ellipse(box, fill=(255, 255, 255))
            gt.save(os.path.join(root, name, "ground_truth/bent", f"{k:03d}_mask.png"))
        photo.save(os.path.join(root, name, "test", kind, f"{k:03d}.png"))


class DefectDataset(Dataset):
    """MVTec-style folder: test/<kind>/NNN.png and ground_truth/<kind>/NNN_mask.png"""

    def __init__(self, root, category):
        self.base = os.path.join(root, category)
        self.image_tf = transforms.Compose([
            transforms.Resize((IMG_SIZE, IMG_SIZE)),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ])
        self.mask_tf = transforms.Compose([
            transforms.Resize((IMG_SIZE, IMG_SIZE), interpolation=transforms.InterpolationMode.NEAREST),
            transforms.ToTensor(),
        ])
        self.items = []
        for kind in sorted(os.listdir(os.path.join(self.base, "test")), reverse=True):
            for f in sorted(os.listdir(os.path.join(self.base, "test", kind))):
                self.items.append((kind, f))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        kind, name = self.items[idx]
        photo = Image.open(os.path.join(self.base, "test", kind, name)).convert("RGB")
        image = self.image_tf(photo)
        if kind == "good":
            mask = torch.zeros(1, image.shape[-2], image.shape[-1])
        else:
            path = os.path.join(self.base, "ground_truth", kind, name.replace(".png", "_mask.png"))
            mask = self.mask_tf(Image.open(path))
        return {"image": image, "mask": mask, "is_anomaly": int(kind != "good"), "name": name}


class PatchScorer(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(3, width, 7, stride=4, padding=3), nn.GELU(),
                                   nn.Conv2d(width, width, 3, stride=2, padding=1))

    def forward(self, images):
        tokens = self.trunk(images)
        b, c, h, w = tokens.shape
        flat = tokens.flatten(2).transpose(1, 2).reshape(-1, c)
        nearest = torch.cdist(flat, flat).topk(6, largest=False).values[:, 1:].mean(1)
        score = nearest.view(b, 1, h, w)
        return nn.functional.interpolate(score, size=images.shape[-2:], mode="bilinear")


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        write_category(root)
        loader = DataLoader(DefectDataset(root, "cable"), batch_size=9)
        scorer = PatchScorer().eval()
        maps, masks, labels = [], [], []
        with torch.no_grad():
            for batch in loader:
                maps.append(scorer(batch["image"]))
                masks.append(batch["mask"] > 0.5)
                labels.append(batch["is_anomaly"])
        maps, masks, labels = torch.cat(maps), torch.cat(masks), torch.cat(labels)
        print("images", len(labels), "defective", int(labels.sum()))
        print("mean score inside", maps[masks].mean().item(), "outside", maps[~masks].mean().item())


if __name__ == "__main__":
    main()
