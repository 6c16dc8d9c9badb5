import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

import params
from model import Generator


class WriterDataset(Dataset):
    def __init__(self, n):
        g = torch.Generator().manual_seed(0)
        self.style = torch.rand(n, params.num_examples, 16, 48, generator=g) * 2 - 1
        self.words = torch.randint(0, params.vocab, (n, params.words_len), generator=g)
        self.real = torch.rand(n, 1, 16, params.words_len * 8, generator=g) * 2 - 1

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return {"simg": self.style[i], "label": self.words[i], "img": self.real[i]}


def main():
    torch.manual_seed(0)
    dataset = WriterDataset(params.n_words)
    loader = DataLoader(dataset, batch_size=params.batch_size, shuffle=True)
    # the same lexicon words are rendered in every step
    fake_words = torch.randint(0, params.vocab, (params.batch_size, params.words_len))
    netG = Generator()
    netD = nn.Sequential(
        nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.LeakyReLU(0.2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 1),
    )
    optG = torch.optim.Adam(netG.parameters(), lr=params.lr, betas=(0.0, 0.999))
    optD = torch.optim.Adam(netD.parameters(), lr=params.lr, betas=(0.0, 0.999))
    for epoch in range(params.epochs):
        for batch in loader:
            fake = netG(batch["simg"], fake_words)
            loss_d = torch.relu(1 - netD(batch["img"])).mean() + torch.relu(1 + netD(fake.detach())).mean()
            optD.zero_grad()
            loss_d.backward()
            optD.step()
            recon = netG(batch["simg"], batch["label"])
            loss_g = -netD(fake).mean() + nn.functional.l1_loss(recon, batch["img"])
            optG.zero_grad()
            loss_g.backward()
            optG.step()
        print(f"epoch {epoch} D {loss_d.item():.3f} G {loss_g.item():.3f}")


if __name__ == "__main__":
    main()
