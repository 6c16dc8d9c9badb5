import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(10)


class ImageSets(Dataset):
    """Several low-resolution views of one place, the share of clear pixels of each, and a sharp picture."""

    def __init__(self, n, lowest=5, highest=9):
        generator = torch.Generator().manual_seed(1)
        self.sets = []
        for _ in range(n):
            k = int(torch.randint(lowest, highest + 1, (1,), generator=generator))
            views = torch.rand(k, 16, 16, generator=generator)
            self.sets.append((views, torch.rand(k, generator=generator), torch.rand(1, 48, 48, generator=generator)))

    def __len__(self):
        return len(self.sets)

    def __getitem__(self, i):
        return self.sets[i]


class CollateViews:
    """Fills all sets up, or cuts them, to the same number of views."""

    def __init__(self, n_views):
        self.n_views = n_views

    def __call__(self, batch):
        lrs, clear, hrs = [], [], []
        for views, share, hr in batch:
            missing = self.n_views - len(views)
            if missing > 0:
                views = torch.cat([views, torch.zeros(missing, *views.shape[1:])])
            lrs.append(views[:self.n_views])
            clear.append(share[:self.n_views])
            hrs.append(hr)
        return torch.stack(lrs), torch.stack(clear), torch.stack(hrs)


class Fusion(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.encode = nn.Sequential(nn.Conv2d(1, width, 3, padding=1), nn.PReLU())
        self.decode = nn.Sequential(nn.Conv2d(width, 9, 3, padding=1), nn.PixelShuffle(3))

    def forward(self, lrs, clear):
        n, k, h, w = lrs.shape
        features = self.encode(lrs.view(n * k, 1, h, w)).view(n, k, -1, h, w)
        weights = clear.softmax(1).view(n, k, 1, 1, 1)
        return self.decode((features * weights).sum(1))


model = Fusion()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for lrs, clear, hrs in DataLoader(ImageSets(12), batch_size=4, collate_fn=CollateViews(8)):
    loss = (model(lrs, clear) - hrs).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("l1", loss.item())
