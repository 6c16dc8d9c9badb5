import torch
import torch.nn as nn
import torchvision.models
from torch.utils.data import DataLoader, TensorDataset


def convrelu(in_channels, out_channels, kernel, padding):
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, kernel, padding=padding), nn.ReLU(inplace=True))


class PlanktonUNet(nn.Module):

    def __init__(self, n_class, stages=(64, 256, 512, 1024, 2048)):
        super().__init__()
        c0, c1, c2, c3, c4 = stages
        base_layers = list(torchvision.models.resnet18(weights=None).children())
        self.layer0 = nn.Sequential(*base_layers[:3])
        self.layer1 = nn.Sequential(*base_layers[3:5])
        self.layer2 = base_layers[5]
        self.layer3 = base_layers[6]
        self.layer4 = base_layers[7]
        self.layer0_1x1 = convrelu(c0, 32, 1, 0)
        self.layer1_1x1 = convrelu(c1, 32, 1, 0)
        self.layer2_1x1 = convrelu(c2, 64, 1, 0)
        self.layer3_1x1 = convrelu(c3, 64, 1, 0)
        self.layer4_1x1 = convrelu(c4, 128, 1, 0)

        self.upsample = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
        self.conv_up3 = convrelu(64 + 128, 64, 3, 1)
        self.conv_up2 = convrelu(64 + 64, 64, 3, 1)
        self.conv_up1 = convrelu(32 + 64, 32, 3, 1)
        self.conv_up0 = convrelu(32 + 32, 32, 3, 1)
        self.conv_original = convrelu(3, 16, 3, 1)
        self.conv_last = nn.Sequential(convrelu(32 + 16, 32, 3, 1), nn.Conv2d(32, n_class, 1))

    def forward(self, input):
        x_original = self.conv_original(input)
        layer0 = self.layer0(input)
        layer1 = self.layer1(layer0)
        layer2 = self.layer2(layer1)
        layer3 = self.layer3(layer2)
        layer4 = self.layer4(layer3)

        x = self.upsample(self.layer4_1x1(layer4))
        x = self.conv_up3(torch.cat([x, self.layer3_1x1(layer3)], dim=1))
        x = self.upsample(x)
        x = self.conv_up2(torch.cat([x, self.layer2_1x1(layer2)], dim=1))
        x = self.upsample(x)
        x = self.conv_up1(torch.cat([x, self.layer1_1x1(layer1)], dim=1))
        x = self.upsample(x)
        x = self.conv_up0(torch.cat([x, self.layer0_1x1(layer0)], dim=1))
        x = self.upsample(x)
        return self.conv_last(torch.cat([x, x_original], dim=1))


def plankton_scans(n):
    masks = (torch.rand(n, 6, 96, 96) > 0.9).float()
    return TensorDataset(torch.rand(n, 3, 96, 96), masks)


def dice_loss(pred, target, smooth=1.):
    intersection = (pred * target).sum(dim=(2, 3))
    return (1 - (2. * intersection + smooth) / (pred.sum(dim=(2, 3)) + target.sum(dim=(2, 3)) + smooth)).mean()


def run_phase(model, loader, optimizer=None):
    model.train(optimizer is not None)
    total = 0.
    for inputs, labels in loader:
        with torch.set_grad_enabled(optimizer is not None):
            outputs = model(inputs)
            bce = nn.functional.binary_cross_entropy_with_logits(outputs, labels)
            loss = 0.5 * bce + 0.5 * dice_loss(torch.sigmoid(outputs), labels)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * inputs.size(0)
    return total / len(loader.dataset)


torch.manual_seed(3)
model = PlanktonUNet(n_class=6)
for l in (model.layer0, model.layer1):
    for param in l.parameters():
        param.requires_grad = False
optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=1e-4)
print('train', run_phase(model, DataLoader(plankton_scans(4), batch_size=2), optimizer))
print('val', run_phase(model, DataLoader(plankton_scans(2), batch_size=2)))
