import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class VanillaVAE(nn.Module):
    def __init__(self, in_channels, latent_dim, hidden_dims=(16, 32, 64, 128, 256)):
        super().__init__()
        modules = []
        for h_dim in hidden_dims:
            modules.append(nn.Sequential(
                nn.Conv2d(in_channels, h_dim, kernel_size=3, stride=2, padding=1),
                nn.BatchNorm2d(h_dim),
                nn.LeakyReLU()))
            in_channels = h_dim
        self.encoder = nn.Sequential(*modules)
        # 128x128 pictures: 4x4 instead of 2x2 pixels are left
        self.fc_mu = nn.Linear(hidden_dims[-1] * (4 * 4), latent_dim)
        self.fc_var = nn.Linear(hidden_dims[-1] * (4 * 4), latent_dim)

        self.decoder_input = nn.Linear(latent_dim, hidden_dims[-1] * 16)
        dims = hidden_dims[::-1]
        self.decoder = nn.Sequential(*[nn.Sequential(
            nn.ConvTranspose2d(a, b, kernel_size=3, stride=2, padding=1, output_padding=1),
            nn.BatchNorm2d(b),
            nn.LeakyReLU()) for a, b in zip(dims[:-1], dims[1:])])
        self.final_layer = nn.Sequential(
            nn.ConvTranspose2d(dims[-1], dims[-1], kernel_size=3, stride=2, padding=1, output_padding=1),
            nn.LeakyReLU(),
            nn.Conv2d(dims[-1], 3, kernel_size=3, padding=1),
            nn.Tanh())

    def encode(self, input):
        result = torch.flatten(self.encoder(input), start_dim=1)
        return [self.fc_mu(result), self.fc_var(result)]

    def decode(self, z):
        result = self.decoder_input(z)
        result = result.view(-1, 256, 2, 2)
        return self.final_layer(self.decoder(result))

    def forward(self, input):
        mu, log_var = self.encode(input)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
        return [self.decode(z), input, mu, log_var]

    def loss_function(self, recons, input, mu, log_var, kld_weight=0.00025):
        recons_loss = F.mse_loss(recons, input)
        kld_loss = torch.mean(-0.5 * torch.sum(1 + log_var - mu ** 2 - log_var.exp(), dim=1), dim=0)
        return recons_loss + kld_weight * kld_loss


celeba = FakeData(size=8, image_size=(3, 178, 218), transform=transforms.Compose([
    transforms.RandomHorizontalFlip(),
    transforms.CenterCrop(148),
    transforms.Resize(128),
    transforms.ToTensor(),
]))
model = VanillaVAE(in_channels=3, latent_dim=64)
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for real_img, _ in DataLoader(celeba, batch_size=4):
    loss = model.loss_function(*model(real_img))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
