import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision.models.resnet import Bottleneck, ResNet

ATTRIBUTES = [
    "BalacingElements", "ColorHarmony", "Content", "DoF", "Light", "MotionBlur",
    "Object", "RuleOfThirds", "VividColor", "Repetition", "Symmetry", "score",
]


class PoolFeatures(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature_maps = None

    def forward(self, inp):
        kernel_size = (inp.size()[2], inp.size()[3])
        self.feature_maps = F.avg_pool2d(inp, kernel_size)
        return inp


class FeaturesMap(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature_maps = None

    def forward(self, inp):
        self.feature_maps = inp
        return inp


class ResNetGAPFeatures(nn.Module):
    def __init__(self, resnet, n_features=12):
        super().__init__()
        self.model = nn.Sequential(*list(resnet.children())[:4])
        self.all_features = []
        self.all_pooled_features = []
        width = 0

        count = 0
        for mod in resnet.children():
            # Extract the bottleneck layers
            if isinstance(mod, nn.Sequential):
                for bn in mod:
                    self.model.add_module("bn_{count}", bn)

                    # transparent layers, kept to read the maps later
                    pooled_feature_map = PoolFeatures()
                    feature_map = FeaturesMap()
                    self.model.add_module("pooled_feature_{count}", pooled_feature_map)
                    self.model.add_module("feature_map_{count}", feature_map)
                    self.all_pooled_features.append(pooled_feature_map)
                    self.all_features.append(feature_map)
                    width += bn.conv3.out_channels
                    count += 1
        self.attribute_weights = nn.Linear(width, n_features)

    def forward(self, inp):
        _ = self.model(inp)
        features = torch.cat([pool_fp.feature_maps for pool_fp in self.all_pooled_features], dim=1).flatten(1)
        features = F.dropout(features, p=0.2, training=self.training)
        attribute_scores = self.attribute_weights(features)
        attr = torch.tanh(attribute_scores[:, :9])
        non_neg_attr = torch.sigmoid(attribute_scores[:, 9:])
        return torch.cat([attr, non_neg_attr], dim=1)


def fake_aadb_batches(n_batches, batch_size, size):
    g = torch.Generator().manual_seed(5)
    for _ in range(n_batches):
        photos = torch.rand(batch_size, 3, size, size, generator=g)
        scores = torch.rand(batch_size, len(ATTRIBUTES), generator=g)
        scores[:, :9] = scores[:, :9] * 2 - 1
        yield photos, scores


def train(model, batches):
    optimizer = torch.optim.Adam(model.attribute_weights.parameters(), lr=1e-3)
    model.train()
    for i, (photos, scores) in enumerate(batches):
        loss = F.mse_loss(model(photos), scores)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"batch {i}: {loss.item():.4f}")


if __name__ == "__main__":
    resnet = ResNet(Bottleneck, [2, 2, 2, 2])
    model = ResNetGAPFeatures(resnet, n_features=len(ATTRIBUTES))
    train(model, fake_aadb_batches(n_batches=2, batch_size=4, size=96))
