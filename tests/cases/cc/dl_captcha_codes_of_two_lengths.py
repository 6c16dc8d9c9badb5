import glob
import os
import random
import tempfile

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

BATCH_SIZE = 4
IMAGE_HEIGHT = 32
IMAGE_WIDTH = 128
EPOCHS = 2
ALPHABET = "23456789abcdefghkmnpqrsuvwxyz"


def make_captchas(folder, n=16):
    rnd = random.Random(3)
    for k in range(n):
        code = "".join(rnd.choices(ALPHABET, k=6 if k % 5 == 3 else 7))
        img = Image.new("RGB", (150, 40), (255, 255, 255))
        draw = ImageDraw.Draw(img)
        draw.text((8, 10), " ".join(code), fill=(20, 20, 60))
        draw.line((0, rnd.randrange(40), 150, rnd.randrange(40)), fill=(160, 0, 0))
        img.save(os.path.join(folder, code + ".png"))


class ClassificationDataset(Dataset):
    def __init__(self, image_paths, targets, resize):
        self.image_paths = image_paths
        self.targets = targets
        self.resize = resize  # (height, width)

    def __len__(self):
        return len(self.image_paths)

    def __getitem__(self, item):
        image = Image.open(self.image_paths[item]).convert("RGB")
        image = image.resize((self.resize[1], self.resize[0]), Image.BILINEAR)
        image = np.transpose(np.array(image), (2, 0, 1)).astype(np.float32) / 255
        targets = torch.tensor(self.targets[item], dtype=torch.long)
        return {"images": torch.from_numpy(image), "targets": targets}


class CaptchaModel(nn.Module):
    def __init__(self, num_chars):
        super().__init__()
        self.conv_1 = nn.Conv2d(3, 32, 3, padding=1)
        self.conv_2 = nn.Conv2d(32, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.linear_1 = nn.Linear(16 * (IMAGE_HEIGHT // 4), 32)
        self.lstm = nn.GRU(32, 16, bidirectional=True, batch_first=True)
        self.output = nn.Linear(32, num_chars + 1)

    def forward(self, images, targets=None):
        bs = images.size(0)
        x = self.pool(F.relu(self.conv_1(images)))
        x = self.pool(F.relu(self.conv_2(x)))
        x = x.permute(0, 3, 1, 2).flatten(2)
        x = F.relu(self.linear_1(x))
        x, _ = self.lstm(x)
        x = self.output(x).permute(1, 0, 2)
        if targets is None:
            return x, None
        log_probs = F.log_softmax(x, 2)
        input_lengths = torch.full((bs,), log_probs.size(0), dtype=torch.long)
        target_lengths = (targets > 0).sum(dim=1)
        loss = nn.CTCLoss(blank=0)(log_probs, targets, input_lengths, target_lengths)
        return x, loss


def run_training(data_dir):
    image_files = sorted(glob.glob(os.path.join(data_dir, "*.png")))
    codes = [os.path.basename(f)[:-4] for f in image_files]
    classes = sorted({c for code in codes for c in code})
    # 0 is the CTC blank, characters start at 1
    encoded = [[classes.index(c) + 1 for c in code] for code in codes]
    n_train = int(0.75 * len(image_files))

    train_dataset = ClassificationDataset(image_files[:n_train], encoded[:n_train], (IMAGE_HEIGHT, IMAGE_WIDTH))
    train_loader = DataLoader(train_dataset, batch_size=BATCH_SIZE, shuffle=True)
    model = CaptchaModel(num_chars=len(classes))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    for epoch in range(EPOCHS):
        fin_loss = 0
        for data in train_loader:
            optimizer.zero_grad()
            _, loss = model(**data)
            loss.backward()
            optimizer.step()
            fin_loss += loss.item()
        print(f"Epoch={epoch}, Train Loss={fin_loss / len(train_loader):.3f}")


if __name__ == "__main__":
    torch.manual_seed(42)
    with tempfile.TemporaryDirectory() as tmp:
        make_captchas(tmp)
        run_training(tmp)
