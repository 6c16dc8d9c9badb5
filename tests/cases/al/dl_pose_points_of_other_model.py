import json
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

HEIGHT, WIDTH = 64, 48
JOINTS = {"coco": 18, "body": 24}


def prepare_people(root, n, pose_model):
    rng = np.random.RandomState(0)
    for i in range(n):
        for kind, shape in (("image", (HEIGHT, WIDTH, 3)), ("cloth", (HEIGHT, WIDTH, 3)), ("shape", (HEIGHT, WIDTH))):
            pixels = rng.randint(0, 256, shape).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(root, f"{i:06d}_{kind}.png"))
        joints = rng.rand(JOINTS[pose_model], 3) * [WIDTH, HEIGHT, 1]
        with open(os.path.join(root, f"{i:06d}_keypoints.json"), "w") as f:
            json.dump({"people": [{"pose_keypoints": joints.flatten().tolist()}]}, f)


class TryOnPairs(Dataset):
    def __init__(self, root, n, radius=3):
        self.root, self.n, self.radius = root, n, radius

    def __len__(self):
        return self.n

    def picture(self, i, kind, mode):
        img = Image.open(os.path.join(self.root, f"{i:06d}_{kind}.png")).convert(mode)
        arr = np.asarray(img, dtype=np.float32) / 127.5 - 1
        return torch.from_numpy(arr).reshape(HEIGHT, WIDTH, -1).permute(2, 0, 1)

    def pose(self, i):
        with open(os.path.join(self.root, f"{i:06d}_keypoints.json")) as f:
            points = json.load(f)["people"][0]["pose_keypoints"]
        points = np.array(points).reshape(-1, 3)
        maps = torch.full((len(points), HEIGHT, WIDTH), -1.0)
        for k, (x, y, _) in enumerate(points):
            x, y, r = int(x), int(y), self.radius
            maps[k, max(y - r, 0):y + r, max(x - r, 0):x + r] = 1.0
        return maps

    def __getitem__(self, i):
        head = self.picture(i, "image", "RGB")
        agnostic = torch.cat([self.picture(i, "shape", "L"), head, self.pose(i)], 0)
        return {"agnostic": agnostic, "cloth": self.picture(i, "cloth", "RGB"), "image": head}


def extraction(input_nc, ngf=16):
    return nn.Sequential(
        nn.Conv2d(input_nc, ngf, 4, 2, 1), nn.ReLU(), nn.BatchNorm2d(ngf),
        nn.Conv2d(ngf, ngf * 2, 4, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(4),
    )


class GMM(nn.Module):
    def __init__(self):
        super().__init__()
        self.extractionA = extraction(22)
        self.extractionB = extraction(3)
        self.regression = nn.Linear(2 * 32 * 16, 6)

    def forward(self, agnostic, cloth):
        a, b = self.extractionA(agnostic), self.extractionB(cloth)
        theta = self.regression(torch.cat([a, b], 1).flatten(1)).view(-1, 2, 3)
        return F.grid_sample(cloth, F.affine_grid(theta, cloth.shape, align_corners=False), align_corners=False)


with tempfile.TemporaryDirectory() as root:
    prepare_people(root, 8, pose_model="body")
    model = GMM()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for step, inputs in enumerate(DataLoader(TryOnPairs(root, 8), batch_size=4)):
        warped = model(inputs["agnostic"], inputs["cloth"])
        loss = F.l1_loss(warped, inputs["image"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())
