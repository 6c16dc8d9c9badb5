import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SMILES = ["CCO", "c1ccccc1O", "CC(=O)O", "CN1C=NC2=C1C(=O)N(C)C(=O)N2C", "CCN(CC)CC", "C1CCCCC1N",
          "O=C(O)c1ccccc1", "CC(C)Cc1ccc(cc1)C(C)C(=O)O"]


class SMILESLanguage:
    def __init__(self, smiles):
        tokens = sorted(set("".join(smiles)))
        self.token_to_index = {t: i + 1 for i, t in enumerate(tokens)}

    def __len__(self):
        return len(self.token_to_index) + 1

    def __call__(self, smiles):
        return [self.token_to_index[t] for t in smiles]


class LeftPadding:
    def __init__(self, length):
        self.length = length

    def __call__(self, indexes):
        return [0] * (self.length - len(indexes)) + indexes


class ToTensor:
    def __call__(self, indexes):
        return torch.tensor(indexes, dtype=torch.long).view(-1, 1)


class SMILESDataset(Dataset):
    def __init__(self, smiles, solubility):
        self.smiles, self.solubility = smiles, solubility
        self.language = SMILESLanguage(smiles)
        self.transforms = [self.language, LeftPadding(32), ToTensor()]

    def __len__(self):
        return len(self.smiles)

    def __getitem__(self, i):
        x = self.smiles[i]
        for transform in self.transforms:
            x = transform(x)
        return x, self.solubility[i]


class SolubilityGRU(nn.Module):
    def __init__(self, vocab, dim=24, hidden=48):
        super().__init__()
        self.embedding = nn.Embedding(vocab, dim, padding_idx=0)
        self.gru = nn.GRU(dim, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, tokens):
        states, _ = self.gru(self.embedding(tokens))
        return self.out(states[:, -1]).squeeze(1)


torch.manual_seed(3)
data = SMILESDataset(SMILES, torch.randn(len(SMILES)))
model = SolubilityGRU(len(data.language))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for tokens, target in DataLoader(data, batch_size=4):
    prediction = model(tokens)
    loss = nn.functional.mse_loss(prediction, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
