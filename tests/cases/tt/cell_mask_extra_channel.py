import os
import tempfile

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split
from torchvision import transforms

N_CLASSES = 3
SIZE = 64


def draw_microscopy(folder, n=20):
    rng = np.random.RandomState(5)
    os.makedirs(os.path.join(folder, "images"))
    os.makedirs(os.path.join(folder, "masks"))
    for k in range(n):
        picture = Image.fromarray(rng.randint(0, 60, (SIZE, SIZE, 3)).astype("uint8"))
        mask = Image.new("L", (SIZE, SIZE), 0)
        p, m = ImageDraw.Draw(picture), ImageDraw.Draw(mask)
        for _ in range(4):
            cx, cy = rng.randint(8, SIZE - 8, 2)
            p.ellipse([cx - 7, cy - 7, cx + 7, cy + 7], fill=(30, 160, 60))
            m.ellipse([cx - 7, cy - 7, cx + 7, cy + 7], fill=1)
            p.ellipse([cx - 2, cy - 2, cx + 2, cy + 2], fill=(200, 40, 180))
            m.ellipse([cx - 2, cy - 2, cx + 2, cy + 2], fill=2)
        picture.save(os.path.join(folder, "images", f"cell{k}.png"))
        mask.save(os.path.join(folder, "masks", f"cell{k}.png"))


class CellDataset(Dataset):
    def __init__(self, root):
        self.root = root
        self.files = sorted(os.listdir(os.path.join(root, "images")))
        self.image_tf = transforms.Compose([
            transforms.ColorJitter(0.2, 0.2),
            transforms.ToTensor(),
            transforms.Normalize([0.5] * 3, [0.5] * 3),
        ])
        self.mask_tf = transforms.PILToTensor()

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        image = Image.open(os.path.join(self.root, "images", self.files[idx])).convert("RGB")
        mask = Image.open(os.path.join(self.root, "masks", self.files[idx]))
        image = self.image_tf(image)
        mask = self.mask_tf(mask).long()
        return image, mask


class SegNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 32, 3, padding=2, dilation=2), nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
            nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(),
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
            nn.Conv2d(16, n_classes, 3, padding=1),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.3, 1.0, 2.0]))


def step(model, batch):
    images, masks = batch
    output = model(images)
    loss = criterion(output, masks)
    return loss, output


torch.manual_seed(3)
with tempfile.TemporaryDirectory() as root:
    draw_microscopy(root)
    train_set, val_set = random_split(CellDataset(root), [16, 4])
    train_loader = DataLoader(train_set, batch_size=4, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=4)
    model = SegNet(N_CLASSES)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(2):
        model.train()
        for batch in train_loader:
            optimizer.zero_grad()
            loss, _ = step(model, batch)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for batch in val_loader:
                val_loss, output = step(model, batch)
                share = (output.argmax(1) > 0).float().mean()
        print(f"epoch {epoch} train {loss.item():.3f} val {val_loss.item():.3f} foreground {share.item():.2f}")
