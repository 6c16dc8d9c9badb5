import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

MAX_DISTANCE = 6
REACTIONS = [
    ("CCF.NC", "O.CO", [1, 3]), ("CCCI.OC", "S.CCO", [2, 4]), ("CNC.FCC", "NCC", [1, 3]),
    ("CCOCC.IC", "CO.S", [2, 5]), ("NCCN.FCCC", "CCCO.O", [0, 4]), ("OCC.ICN", "O", [0, 3]),
]


def distance_matrix(smiles):
    """Bonds between the atoms of unbranched molecules; other molecules are MAX_DISTANCE + 1 away."""
    owner = [m for m, molecule in enumerate(smiles.split(".")) for _ in molecule]
    owner, place = torch.tensor(owner), torch.arange(len(owner))
    dm = (place[:, None] - place[None, :]).abs().clamp(max=MAX_DISTANCE)
    return dm.masked_fill(owner[:, None] != owner[None, :], MAX_DISTANCE + 1)


def preprocess(reactions):
    rows = []
    for reactants, reagents, centers in reactions:
        mixture = ".".join([reactants, reagents])
        atoms = torch.tensor([1 + "CNOFIS".index(a) for a in mixture.replace(".", "")])
        changed = torch.zeros(len(atoms))
        changed[centers] = 1
        rows.append((atoms, distance_matrix(reactants), changed))
    return rows


def collate(rows):
    atoms, matrices, changed = zip(*rows)
    size = max(len(m) for m in matrices)
    gpm = torch.full((len(rows), size, size), MAX_DISTANCE + 1)
    for k, m in enumerate(matrices):
        gpm[k, :len(m), :len(m)] = m
    return pad_sequence(atoms, batch_first=True), gpm, pad_sequence(changed, batch_first=True)


class ReactionCenterNet(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.embed = nn.Embedding(7, dim, padding_idx=0)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.near = nn.Embedding(MAX_DISTANCE + 2, 1)
        self.out = nn.Linear(dim, 1)

    def forward(self, atoms, gpm):
        h = self.embed(atoms)
        q, k, v = self.qkv(h).chunk(3, dim=-1)
        scores = q @ k.transpose(1, 2) / h.size(-1) ** 0.5
        scores = scores + self.near(gpm).squeeze(-1)
        weights = scores.masked_fill((atoms == 0)[:, None, :], float("-inf")).softmax(dim=-1)
        return self.out(h + weights @ v).squeeze(-1)


model = ReactionCenterNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for atoms, gpm, changed in DataLoader(preprocess(REACTIONS), batch_size=3, collate_fn=collate):
    logits, real = model(atoms, gpm), atoms != 0
    loss = nn.functional.binary_cross_entropy_with_logits(logits[real], changed[real])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
