import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

torch.manual_seed(4)


class PairTransform:
    def __init__(self):
        self.resize = transforms.Resize((700, 700))
        self.to_tensor = transforms.ToTensor()

    def __call__(self, image, mask):
        if torch.rand(1).item() < 0.5:
            image, mask = transforms.functional.hflip(image), transforms.functional.hflip(mask)
        return self.to_tensor(self.resize(image)), (self.to_tensor(self.resize(mask)) > 0.5).float()


class CellImages(Dataset):
    def __init__(self, n, transform):
        rng = np.random.RandomState(4)
        self.transform = transform
        self.pairs = []
        for _ in range(n):
            img = Image.fromarray(rng.randint(0, 256, (520, 696, 3), dtype=np.uint8))
            msk = Image.fromarray((rng.rand(520, 696) > 0.7).astype(np.uint8) * 255)
            self.pairs.append((img, msk))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        return self.transform(*self.pairs[i])


def conv_block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class U_Net(nn.Module):
    def __init__(self, in_ch=3, out_ch=1, n1=4):
        super().__init__()
        widths = [n1, n1 * 2, n1 * 4, n1 * 8, n1 * 16]
        self.encoder = nn.ModuleList([conv_block(a, b) for a, b in zip([in_ch] + widths, widths)])
        self.ups = nn.ModuleList([conv_block(a, b) for a, b in zip(widths[:0:-1], widths[-2::-1])])
        self.decoder = nn.ModuleList([conv_block(w * 2, w) for w in widths[-2::-1]])
        self.out = nn.Conv2d(n1, out_ch, 1)

    def forward(self, x):
        skips = []
        for k, block in enumerate(self.encoder):
            x = block(x if k == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for e, up, block in zip(skips[-2::-1], self.ups, self.decoder):
            d = up(F.interpolate(x, scale_factor=2))
            x = block(torch.cat((e, d), dim=1))
        return self.out(x)


loader = DataLoader(CellImages(2, PairTransform()), batch_size=1, shuffle=True)
model = U_Net()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for images, masks in loader:
    loss = F.binary_cross_entropy_with_logits(model(images), masks)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("loss", loss.item())
