import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms.functional import to_pil_image

N_VIEWS = 3


class Renderings(Dataset):
    def __init__(self, n=4, img_size=320, transform=None):
        g = torch.Generator().manual_seed(2)
        self.transform = transform
        self.images = [[to_pil_image(torch.rand(3, img_size, img_size, generator=g)) for _ in range(N_VIEWS)]
                       for _ in range(n)]
        self.volumes = (torch.rand(n, 32, 32, 32, generator=g) > 0.8).float()

    def __len__(self):
        return len(self.volumes)

    def __getitem__(self, i):
        return torch.stack([self.transform(v) for v in self.images[i]]), self.volumes[i]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, 8, 16, 16, 32]
        self.layers = nn.Sequential(*[
            nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.BatchNorm2d(b), nn.ELU())
            for a, b in zip(widths, widths[1:])])

    def forward(self, rendering_images):
        image_features = []
        for img in rendering_images.split(1, dim=1):
            image_features.append(self.layers(img.squeeze(1)))
        return torch.stack(image_features).permute(1, 0, 2, 3, 4).contiguous()


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [256, 64, 32, 16, 8]
        self.layers = nn.Sequential(*[
            nn.Sequential(nn.ConvTranspose3d(a, b, 4, stride=2, padding=1, bias=False), nn.BatchNorm3d(b), nn.ReLU())
            for a, b in zip(widths, widths[1:])])
        self.last = nn.Conv3d(8, 1, 1)

    def forward(self, image_features):
        gen_volumes = []
        for features in image_features.split(1, dim=1):
            features = features.squeeze(1)
            gen_volume = features.view(-1, 256, 2, 2, 2)
            gen_volumes.append(self.last(self.layers(gen_volume)).squeeze(1))
        return torch.stack(gen_volumes, dim=1)


torch.manual_seed(0)
train_transforms = transforms.Compose([
    transforms.ColorJitter(0.2, 0.2),
    transforms.ToTensor(),
    transforms.Normalize([0.5] * 3, [0.5] * 3),
])
loader = DataLoader(Renderings(transform=train_transforms), batch_size=2)
encoder, decoder = Encoder(), Decoder()
solver = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)
for images, volumes in loader:
    generated = decoder(encoder(images)).mean(dim=1)
    loss = nn.functional.binary_cross_entropy_with_logits(generated, volumes)
    solver.zero_grad()
    loss.backward()
    solver.step()
    print(loss.item())
