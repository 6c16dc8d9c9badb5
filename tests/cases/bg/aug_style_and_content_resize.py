import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torchvision import transforms

imsize = 96
loader = transforms.Compose([transforms.Resize(imsize), transforms.ToTensor()])


def image_loader(picture):
    return loader(picture).unsqueeze(0)


def gram_matrix(x):
    b, c, h, w = x.size()
    features = x.view(b * c, h * w)
    return torch.mm(features, features.t()).div(b * c * h * w)


class ContentLoss(nn.Module):
    def __init__(self, target):
        super().__init__()
        self.target = target.detach()

    def forward(self, x):
        self.loss = F.mse_loss(x, self.target)
        return x


class StyleLoss(nn.Module):
    def __init__(self, target_feature):
        super().__init__()
        self.target = gram_matrix(target_feature).detach()

    def forward(self, x):
        self.loss = F.mse_loss(gram_matrix(x), self.target)
        return x


def style_model_and_losses(cnn, content_img, style_img, content_layers=("conv_2",), style_layers=("conv_1", "conv_2", "conv_3")):
    model, content_losses, style_losses, i = nn.Sequential(), [], [], 0
    for layer in cnn.children():
        if isinstance(layer, nn.Conv2d):
            i += 1
            name = f"conv_{i}"
        else:
            name = f"relu_{i}"
        model.add_module(name, layer)
        if name in content_layers:
            content_losses.append(ContentLoss(model(content_img)))
            model.add_module(f"content_loss_{i}", content_losses[-1])
        if name in style_layers:
            style_losses.append(StyleLoss(model(style_img)))
            model.add_module(f"style_loss_{i}", style_losses[-1])
    return model, style_losses, content_losses


content_photo = Image.fromarray(np.random.randint(0, 256, (240, 320, 3), dtype=np.uint8))
painting = Image.fromarray(np.random.randint(0, 256, (300, 270, 3), dtype=np.uint8))
content_img, style_img = image_loader(content_photo), image_loader(painting)

cnn = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1),
).requires_grad_(False)
model, style_losses, content_losses = style_model_and_losses(cnn, content_img, style_img)

input_img = content_img.clone().requires_grad_()
optimizer = torch.optim.Adam([input_img], lr=0.02)
for run in range(3):
    optimizer.zero_grad()
    model(input_img)
    loss = 1e4 * sum(s.loss for s in style_losses) + sum(c.loss for c in content_losses)
    loss.backward()
    optimizer.step()
    print(run, loss.item())
