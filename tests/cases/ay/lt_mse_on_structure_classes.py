import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
STRUCTURES = "HEC"  # helix, sheet, coil
WINDOW = 7


class WindowDataset(Dataset):
    """One-hot windows of a protein and the secondary structure of the residue in the middle."""

    def __init__(self, n_proteins=4, length=40):
        g = torch.Generator().manual_seed(0)
        self.samples = []
        for _ in range(n_proteins):
            seq = torch.randint(0, len(AMINO_ACIDS), (length,), generator=g)
            structure = torch.randint(0, len(STRUCTURES), (length,), generator=g)
            for i in range(length - WINDOW + 1):
                self.samples.append((seq[i:i + WINDOW], structure[i + WINDOW // 2]))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, idx):
        window, label = self.samples[idx]
        return nn.functional.one_hot(window, len(AMINO_ACIDS)).float().flatten(), label


class StructureMLP(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(WINDOW * len(AMINO_ACIDS), hidden),
            nn.ReLU(),
            nn.Linear(hidden, len(STRUCTURES)),
            nn.Softmax(dim=1),
        )

    def forward(self, x):
        return self.net(x)


def train(model, loader, loss_fn, epochs=1, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        total, correct = 0.0, 0
        for X, y in loader:
            y_pred = model(X)
            loss = loss_fn(y_pred, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            correct += (y_pred.argmax(dim=1) == y).sum().item()
        n = len(loader.dataset)
        print(f"epoch {epoch + 1}: loss {total / n:.4f}, accuracy {correct / n:.3f}")


torch.manual_seed(1)
dataset = WindowDataset()
loader = DataLoader(dataset, batch_size=32, shuffle=True)
# Question 2: what happens with the mean squared error instead of the cross entropy?
loss_fn = nn.MSELoss()
train(StructureMLP(), loader, loss_fn)
