import torch
import torch.nn as nn
import torch.nn.functional as F


class SCNN(nn.Module):
    """Branch trained on synthetic distortions; strided convolutions."""

    def __init__(self, widths=(8, 8, 16, 16)):
        super().__init__()
        layers, cin = [], 3
        for c in widths:
            layers += [nn.Conv2d(cin, c, 3, stride=2, padding=1), nn.BatchNorm2d(c), nn.ReLU(inplace=True)]
            cin = c
        self.features = nn.Sequential(*layers)

    def forward(self, x):
        return self.features(x)


class VGGFeatures(nn.Module):
    """Branch for authentic distortions; pooled after every stage."""

    def __init__(self, widths=(8, 8, 16, 24)):
        super().__init__()
        layers, cin = [], 3
        for c in widths:
            layers += [nn.Conv2d(cin, c, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
            cin = c
        self.features = nn.Sequential(*layers)

    def forward(self, x):
        return self.features(x)


class DBCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features1 = VGGFeatures()
        self.features2 = SCNN()
        self.fc = nn.Linear(24 * 16, 1)

    def forward(self, X):
        X1 = self.features1(X)
        X2 = self.features2(X)
        N, C1, H, W = X1.size()
        C2, H2, W2 = X2.size()[1:]
        if H != H2 | W != W2:
            X2 = F.interpolate(X2, (H, W), mode="bilinear", align_corners=True)
        X1 = X1.view(N, C1, H * W)
        X2 = X2.view(N, C2, H * W)
        X = torch.bmm(X1, X2.transpose(1, 2)) / (H * W)
        X = X.view(N, C1 * C2)
        X = torch.sqrt(X.abs() + 1e-8)
        return self.fc(F.normalize(X))


net = DBCNN().eval()
pictures = [torch.rand(1, 3, 512, 384), torch.rand(1, 3, 764, 960)]
with torch.no_grad():
    for picture in pictures:
        score = net(picture)
        print(tuple(picture.shape[2:]), "quality", score.item())
