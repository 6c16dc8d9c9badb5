import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

torch.manual_seed(3)

resize_image = transforms.Resize((540, 760))
resize_label = transforms.Resize((540, 760), interpolation=transforms.InterpolationMode.NEAREST)
to_tensor = transforms.ToTensor()


class RoadScenes(Dataset):
    def __init__(self, n=2):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.RandomState(i)
        photo = Image.fromarray(rng.randint(0, 256, (600, 800, 3)).astype("uint8"))
        mask = np.zeros((600, 800), dtype="uint8")
        mask[320:, 100 + 50 * i:600] = 255
        mask = Image.fromarray(mask)
        image = to_tensor(resize_image(photo))
        label = to_tensor(resize_label(mask)).round()
        return image, label


class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.body(x)


class ScaleChannelGate(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(ch, ch), nn.Sigmoid())

    def forward(self, skip):
        w = self.fc(skip.mean(dim=(2, 3)))
        return skip * w[:, :, None, None]


class UpConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)

    def forward(self, x):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        return torch.relu(self.conv(x))


class ScAGUNet(nn.Module):
    def __init__(self, ch=(4, 8, 12, 16, 20, 24)):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        ins = (3,) + ch[:-1]
        self.down = nn.ModuleList(DoubleConv(a, b) for a, b in zip(ins, ch))
        self.up = nn.ModuleList(UpConv(ch[k], ch[k - 1]) for k in range(5, 0, -1))
        self.gates = nn.ModuleList(ScaleChannelGate(ch[k - 1]) for k in range(5, 0, -1))
        self.merge = nn.ModuleList(DoubleConv(2 * ch[k - 1], ch[k - 1]) for k in range(5, 0, -1))
        self.last = nn.Conv2d(ch[0], 1, 1)

    def forward(self, x):
        skips = []
        for k, block in enumerate(self.down):
            x = block(x if k == 0 else self.pool(x))
            skips.append(x)
        d = skips.pop()
        for up, gate, merge in zip(self.up, self.gates, self.merge):
            d = up(d)
            s = gate(skips.pop())
            d = merge(torch.cat((s, d), dim=1))
        return self.last(d)


def dice_loss(logits, labels, eps=1.0):
    prob = torch.sigmoid(logits)
    inter = (prob * labels).sum()
    return 1 - (2 * inter + eps) / (prob.sum() + labels.sum() + eps)


def main():
    model = ScAGUNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for step, (images, labels) in enumerate(DataLoader(RoadScenes(), batch_size=1)):
        outputs = model(images)
        loss = dice_loss(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: dice loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
