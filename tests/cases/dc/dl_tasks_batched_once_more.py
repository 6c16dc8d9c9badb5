import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

NUM_WAYS, NUM_SUPPORT, NUM_QUERY = 5, 5, 10
IMAGE_SIZE = 32


class EpisodicDataset(Dataset):
    """Samples few-shot tasks (support set and query set) from one source."""

    def __init__(self, n_classes=20, per_class=30, n_tasks=6, seed=2021):
        self.rng = np.random.RandomState(seed)
        self.images = self.rng.randint(0, 256, (n_classes, per_class, IMAGE_SIZE, IMAGE_SIZE, 3), dtype=np.uint8)
        self.n_tasks = n_tasks

    def __len__(self):
        return self.n_tasks

    def to_tensor(self, images):
        images = torch.from_numpy(np.concatenate(images)).permute(0, 3, 1, 2)
        return images.float().div(127.5).sub(1.0)

    def __getitem__(self, index):
        classes = self.rng.choice(len(self.images), NUM_WAYS, replace=False)
        support, query = [], []
        for c in classes:
            order = self.rng.permutation(self.images.shape[1])
            support.append(self.images[c, order[:NUM_SUPPORT]])
            query.append(self.images[c, order[NUM_SUPPORT:NUM_SUPPORT + NUM_QUERY]])
        support_labels = torch.arange(NUM_WAYS).repeat_interleave(NUM_SUPPORT)
        query_labels = torch.arange(NUM_WAYS).repeat_interleave(NUM_QUERY)
        return self.to_tensor(support), self.to_tensor(query), support_labels, query_labels


def conv_block(in_channels, out_channels):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 3, padding=1),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )


class ProtoNet(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.encoder = nn.Sequential(
            conv_block(3, hidden),
            conv_block(hidden, hidden),
            conv_block(hidden, hidden),
            nn.Flatten(),
        )

    def forward(self, support, support_labels, query):
        z_s = self.encoder(support)
        z_q = self.encoder(query)
        one_hot = F.one_hot(support_labels, NUM_WAYS).float()
        prototypes = one_hot.t() @ z_s / one_hot.sum(0).unsqueeze(1)
        return -torch.cdist(z_q, prototypes) ** 2


def train(model, loader, optimizer):
    model.train()
    for i, batch in enumerate(loader):
        support, query, support_labels, query_labels = batch
        logits = model(support, support_labels, query)
        loss = F.cross_entropy(logits, query_labels)
        acc = (logits.argmax(1) == query_labels).float().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"task {i}: loss {loss.item():.3f} acc {acc.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(2021)
    episodic_loader = DataLoader(EpisodicDataset(), batch_size=1, num_workers=0)
    model = ProtoNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    train(model, episodic_loader, optimizer)
