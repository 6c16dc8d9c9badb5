import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class VisionTransformer(nn.Module):
    def __init__(self, img_dim, patch_dim, num_channels, embedding_dim, num_heads, num_layers, num_classes,
                 conv_patch_representation=False):
        super().__init__()
        assert img_dim % patch_dim == 0
        self.patch_dim = patch_dim
        self.embedding_dim = embedding_dim
        self.num_patches = (img_dim // patch_dim) ** 2
        self.flatten_dim = patch_dim * patch_dim * num_channels
        self.conv_patch_representation = conv_patch_representation
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embedding_dim))
        self.position_encoding = nn.Parameter(torch.zeros(1, self.num_patches + 1, embedding_dim))
        if conv_patch_representation:
            self.conv_x = nn.Conv2d(num_channels, embedding_dim, kernel_size=patch_dim, stride=patch_dim)
        else:
            self.linear_encoding = nn.Linear(self.flatten_dim, embedding_dim)
        layer = nn.TransformerEncoderLayer(embedding_dim, num_heads, 2 * embedding_dim, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers)
        self.mlp_head = nn.Linear(embedding_dim, num_classes)

    def forward(self, x):
        n, c, h, w = x.shape
        if self.conv_patch_representation:
            x = self.conv_x(x)
            x = x.permute(0, 2, 3, 1).contiguous()
            x = x.view(x.size(0), -1, self.flatten_dim)
        else:
            p = self.patch_dim
            x = x.unfold(2, p, p).unfold(3, p, p).permute(0, 2, 3, 1, 4, 5).contiguous()
            x = x.view(n, -1, self.flatten_dim)
            x = self.linear_encoding(x)
        x = torch.cat([self.cls_token.expand(n, -1, -1), x], dim=1)
        x = self.encoder(x + self.position_encoding)
        return self.mlp_head(x[:, 0])


def run_epoch(model, loader, optimizer):
    total = 0.0
    for images, labels in loader:
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


data = FakeData(size=8, image_size=(3, 128, 128), num_classes=5, transform=transforms.ToTensor())
loader = DataLoader(data, batch_size=4)
for conv in (False, True):
    model = VisionTransformer(img_dim=128, patch_dim=16, num_channels=3, embedding_dim=128, num_heads=4,
                              num_layers=2, num_classes=5, conv_patch_representation=conv)
    print("conv" if conv else "linear", run_epoch(model, loader, torch.optim.Adam(model.parameters(), 1e-4)))
