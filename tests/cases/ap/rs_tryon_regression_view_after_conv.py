import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class FeatureExtraction(nn.Module):
    def __init__(self, input_nc, ngf=16):
        super().__init__()
        layers, prev = [], input_nc
        for k in range(4):
            layers += [nn.Conv2d(prev, ngf * 2 ** min(k, 2), 4, 2, 1), nn.ReLU(True)]
            prev = ngf * 2 ** min(k, 2)
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class FeatureCorrelation(nn.Module):
    def forward(self, feature_A, feature_B):
        b, c, h, w = feature_A.size()
        feature_A = feature_A.transpose(2, 3).contiguous().view(b, c, h * w)
        feature_B = feature_B.view(b, c, h * w).transpose(1, 2)
        feature_mul = torch.bmm(feature_B, feature_A)
        return feature_mul.view(b, h, w, h * w).transpose(2, 3).transpose(1, 2)


class FeatureRegression(nn.Module):
    def __init__(self, input_nc, output_dim):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(input_nc, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
            nn.Conv2d(64, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
        )
        self.linear = nn.Linear(32 * 4 * 3, output_dim)
        self.tanh = nn.Tanh()

    def forward(self, x):
        x = self.conv(x)
        x = x.view(x.size(0), -1)
        return self.tanh(self.linear(x))


class GMM(nn.Module):
    """Geometric matching: warps the cloth onto the person."""

    def __init__(self, grid_size=5):
        super().__init__()
        self.extractionA = FeatureExtraction(22)
        self.extractionB = FeatureExtraction(3)
        self.correlation = FeatureCorrelation()
        self.regression = FeatureRegression(input_nc=8 * 6, output_dim=2 * grid_size ** 2)

    def forward(self, agnostic, cloth):
        featureA = nn.functional.normalize(self.extractionA(agnostic), dim=1)
        featureB = nn.functional.normalize(self.extractionB(cloth), dim=1)
        return self.regression(self.correlation(featureA, featureB))


pairs = TensorDataset(torch.rand(8, 22, 128, 96), torch.rand(8, 3, 128, 96), torch.rand(8, 50) * 2 - 1)
model = GMM()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.5, 0.999))
for step, (agnostic, cloth, theta_gt) in enumerate(DataLoader(pairs, batch_size=4)):
    theta = model(agnostic, cloth)
    loss = nn.functional.l1_loss(theta, theta_gt)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step: {step}, loss: {loss.item():.4f}")
