import torch
from torch.utils.data import DataLoader

from data import MoleculeDataset, collate_batch, make_molecules
from featurizers import MultiHotAtomFeaturizer, MultiHotBondFeaturizer, SimpleMoleculeMolGraphFeaturizer
from mpnn import MPNN, BondMessagePassing, RegressionFFN

torch.manual_seed(0)
atom_featurizer = MultiHotAtomFeaturizer.organic()
bond_featurizer = MultiHotBondFeaturizer(stereos=[0, 1, 2, 3, 4])
featurizer = SimpleMoleculeMolGraphFeaturizer(atom_featurizer=atom_featurizer, bond_featurizer=bond_featurizer)

train_dset = MoleculeDataset(make_molecules(48, seed=1), featurizer)
scaler = train_dset.normalize_targets()
val_dset = MoleculeDataset(make_molecules(16, seed=2), featurizer)
val_dset.normalize_targets(scaler)
train_loader = DataLoader(train_dset, batch_size=16, shuffle=True, collate_fn=collate_batch)
val_loader = DataLoader(val_dset, batch_size=16, collate_fn=collate_batch)

mp = BondMessagePassing(d_h=64)
model = MPNN(mp, RegressionFFN(input_dim=64))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    model.train()
    for bmg, y in train_loader:
        loss = torch.nn.functional.mse_loss(model(bmg), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val = [torch.nn.functional.mse_loss(model(bmg), y).item() for bmg, y in val_loader]
    print(epoch, loss.item(), sum(val) / len(val))
