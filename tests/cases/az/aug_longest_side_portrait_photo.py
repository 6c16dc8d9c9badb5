import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms import functional as TF

IMAGE_SIZE = (128, 256)  # height, width


class LongestMaxSize:
    def __init__(self, max_size):
        self.max_size = max_size

    def __call__(self, img):
        scale = self.max_size / max(img.size)
        return TF.resize(img, [round(img.height * scale), round(img.width * scale)])


class PadIfNeeded:
    def __init__(self, min_height, min_width, value=114):
        self.min_height, self.min_width, self.value = min_height, min_width, value

    def __call__(self, img):
        right = max(0, self.min_width - img.width)
        bottom = max(0, self.min_height - img.height)
        return TF.pad(img, [0, 0, right, bottom], fill=self.value)


train_transforms = transforms.Compose([
    LongestMaxSize(max(IMAGE_SIZE)),
    PadIfNeeded(*IMAGE_SIZE),
    transforms.ColorJitter(0.2, 0.2),
    transforms.ToTensor(),
])


class CarsDataset(Dataset):
    shapes = [(250, 500), (250, 500), (500, 250), (240, 500)]  # height, width

    def __init__(self, tf):
        self.tf = tf

    def __len__(self):
        return 8

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        photo = Image.fromarray(rng.randint(0, 256, self.shapes[i % 4] + (3,)).astype("uint8"))
        boxes = torch.from_numpy(rng.rand(1 + i % 3, 5).astype("float32"))
        return self.tf(photo), boxes


def yolo_collate(batch):
    images, boxes = zip(*batch)
    labels = [torch.cat([torch.full((len(b), 1), float(i)), b], dim=1) for i, b in enumerate(boxes)]
    return torch.stack(images, dim=0), torch.cat(labels, dim=0)


class Yolo(nn.Module):
    def __init__(self, n_anchor=3, n_class=1):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.SiLU(), nn.Conv2d(16, 32, 3, 4, 1), nn.SiLU())
        self.detect = nn.Conv2d(32, n_anchor * (5 + n_class), 1)

    def forward(self, x):
        return self.detect(self.backbone(x))


model = Yolo()
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for images, labels in DataLoader(CarsDataset(train_transforms), batch_size=4, collate_fn=yolo_collate):
    out = model(images)
    loss = out[:, 4::6].sigmoid().mean() + 0.01 * (out.mean((1, 2, 3))[labels[:, 0].long()] - labels[:, 1]).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(tuple(images.shape), loss.item())
