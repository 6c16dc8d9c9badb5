import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision.transforms import functional as TF


class IBasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inplanes)
        self.conv1 = nn.Conv2d(inplanes, planes, 3, padding=1, bias=False)
        self.prelu = nn.PReLU(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride=stride, padding=1, bias=False)
        self.downsample = nn.Conv2d(inplanes, planes, 1, stride=stride, bias=False)

    def forward(self, x):
        out = self.conv2(self.prelu(self.conv1(self.bn1(x))))
        return out + self.downsample(x)


class IResNet(nn.Module):
    fc_scale = 7 * 7

    def __init__(self, widths=(8, 16, 24, 32), num_features=64):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        blocks, c = [], 8
        for w in widths:
            blocks.append(IBasicBlock(c, w, stride=2))
            c = w
        self.layers = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(p=0.4)
        self.fc = nn.Linear(c * self.fc_scale, num_features)

    def forward(self, x, T=1):
        x = self.layers(self.conv1(x))
        x = torch.flatten(x, 1).repeat(T, 1)
        return self.fc(self.dropout(x))


def calculate_serfiq(net, img, T=100, scaling=1.0):
    """Agreement of T embeddings of one face, computed with random dropout."""
    net.eval()
    net.dropout.train()
    with torch.no_grad():
        emb = nn.functional.normalize(net(img, T))
    i, j = torch.triu_indices(T, T, offset=1)
    dist = (emb[i] - emb[j]).norm(dim=1)
    return 2 * torch.sigmoid(-dist.mean()) * scaling


def read_face(pil):
    pil = pil.convert("RGB")
    image = TF.to_tensor(pil)
    return TF.normalize(image, [0.5] * 3, [0.5] * 3).unsqueeze(0)


photo = Image.fromarray(np.random.randint(0, 256, (512, 512, 3), dtype=np.uint8))
score = calculate_serfiq(IResNet(), read_face(photo), T=10, scaling=5.0)
print("quality", score.item())
