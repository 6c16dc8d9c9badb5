import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)


class Affinity(nn.Module):
    """Binding affinity of a compound's fingerprint and a protein of 100 residues."""

    def __init__(self, n_filters=16, embed_dim=64, output_dim=32, n_residues=100, n_bits=128):
        super().__init__()
        self.compound = nn.Sequential(nn.Linear(n_bits, output_dim), nn.ReLU())
        self.embedding_xt = nn.Embedding(26, embed_dim)
        self.conv_xt_1 = nn.Conv1d(in_channels=n_residues, out_channels=n_filters, kernel_size=8)
        self.fc1_xt = nn.Linear(16 * 57, output_dim)
        self.fc1 = nn.Linear(2 * output_dim, 48)
        self.out = nn.Linear(48, 1)

    def forward(self, bits, target):
        embedded = self.embedding_xt(target)
        conv = self.conv_xt_1(embedded)
        xt = self.fc1_xt(conv.view(-1, 16 * 57))
        joined = torch.cat((self.compound(bits), xt), 1)
        return self.out(torch.relu(self.fc1(joined)))


bits = torch.randint(0, 2, (30, 128)).float()
proteins = torch.randint(0, 26, (30, 100))
affinity = torch.rand(30, 1)
model = Affinity()
optimizer = torch.optim.Adam(model.parameters(), 5e-4)
for x, protein, y in DataLoader(TensorDataset(bits, proteins, affinity), batch_size=8):
    loss = nn.functional.mse_loss(model(x, protein), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(x), loss.item())
