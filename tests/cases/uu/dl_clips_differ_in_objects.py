import argparse
import random

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

MAX_TRAINING_OBJ = 12
SAMPLED_FRAMES = 3
HEIGHT, WIDTH = 48, 80


class VideoObjects(Dataset):
    """Synthetic clips; every clip has its own number of annotated objects."""

    def __init__(self, n_videos, seed=3):
        rng = random.Random(seed)
        self.videos = [(rng.randint(6, 14), rng.randint(0, 9999)) for _ in range(n_videos)]
        self.objects = [8, 12, 3, 5, 8, 2][:n_videos]

    def __len__(self):
        return len(self.videos)

    def __getitem__(self, idx):
        length, seed = self.videos[idx]
        gen = torch.Generator().manual_seed(seed)
        n_obj = self.objects[idx]
        picks = sorted(torch.randperm(length, generator=gen)[:SAMPLED_FRAMES].tolist())
        frames = torch.rand(length, 3, HEIGHT, WIDTH, generator=gen)[picks]
        labels = torch.randint(0, n_obj + 1, (length, HEIGHT, WIDTH), generator=gen)[picks]

        kept = torch.randperm(n_obj, generator=gen)[:MAX_TRAINING_OBJ] + 1
        onehot = torch.zeros(SAMPLED_FRAMES, len(kept) + 1, HEIGHT, WIDTH)
        for slot, obj in enumerate(kept.tolist(), start=1):
            onehot[:, slot] = (labels == obj).float()
        onehot[:, 0] = 1 - onehot[:, 1:].sum(1)
        return frames, onehot, len(kept), {"name": f"clip{idx:02d}"}


def multibatch_collate(batch):
    frames = torch.stack([s[0] for s in batch])
    masks = torch.stack([s[1] for s in batch])
    counts = [s[2] for s in batch]
    infos = [s[3] for s in batch]
    return frames, masks, counts, infos


class MemoryEncoder(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.rgb = nn.Conv2d(3, dim, 4, stride=4)
        self.obj = nn.Conv2d(1, dim, 4, stride=4, bias=False)
        self.rest = nn.Conv2d(1, dim, 4, stride=4, bias=False)

    def forward(self, frame, mask, others):
        return torch.relu(self.rgb(frame) + self.obj(mask) + self.rest(others))


class SpaceTimeMemory(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.memory = MemoryEncoder(dim)
        self.query = nn.Conv2d(3, dim, 4, stride=4)
        self.decoder = nn.Conv2d(2 * dim, 1, 3, padding=1)

    def forward(self, frames, masks):
        """Predicts the mask of each frame from the one before, object by object."""
        b, t, k = masks.shape[:3]
        logits = []
        for step in range(1, t):
            q = torch.relu(self.query(frames[:, step]))
            per_object = []
            for o in range(k):
                m = masks[:, step - 1, o].unsqueeze(1)
                mem = self.memory(frames[:, step - 1], m, 1 - m)
                att = torch.einsum("bchw,bcxy->bhwxy", q, mem).flatten(3).softmax(-1)
                read = torch.einsum("bhwn,bcn->bchw", att, mem.flatten(2))
                per_object.append(F.interpolate(self.decoder(torch.cat([q, read], 1)), scale_factor=4))
            logits.append(torch.cat(per_object, dim=1))
        return torch.stack(logits, dim=1)


def train(model, loader, optimizer, epochs):
    for epoch in range(epochs):
        for frames, masks, counts, infos in loader:
            out = model(frames, masks)
            loss = F.cross_entropy(out.flatten(0, 1), masks[:, 1:].argmax(2).flatten(0, 1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(epoch, [i["name"] for i in infos], counts, round(loss.item(), 4))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--train-batch", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=1e-4)
    opt = parser.parse_args()

    torch.manual_seed(1)
    trainset = VideoObjects(4)
    trainloader = DataLoader(trainset, batch_size=opt.train_batch, collate_fn=multibatch_collate)
    net = SpaceTimeMemory()
    train(net, trainloader, torch.optim.Adam(net.parameters(), lr=opt.lr), opt.epochs)
