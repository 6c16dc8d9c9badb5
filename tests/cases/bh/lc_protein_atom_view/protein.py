import torch
import torch.nn.functional as F

ATOM_TYPES = ["C", "CA", "CB", "CD", "CD1", "CD2", "CE", "CE1", "CE2", "CE3", "CG", "CG1", "CG2", "CH2", "CZ",
              "CZ2", "CZ3", "N", "ND1", "ND2", "NE", "NE1", "NE2", "NH1", "NH2", "NZ", "O", "OD1", "OD2", "OE1",
              "OE2", "OG", "OG1", "OH", "OXT", "SD", "SG", "UNK"]
# chemical properties of an atom, each as a one-hot vector
ATOM_FIELDS = dict(symbol=19, chirality=5, degree=12, charge=12, num_hs=7, radical=5, hybridization=7)
NUM_RESIDUE_TYPES = 21


class Protein:
    def __init__(self, num_residue, view, seed):
        g = torch.Generator().manual_seed(seed)
        self.view = view
        self.residue_type = torch.randint(0, NUM_RESIDUE_TYPES, (num_residue,), generator=g)
        self.atom2residue = torch.arange(num_residue).repeat_interleave(5)
        self.atom_type = torch.randint(0, len(ATOM_TYPES), (5 * num_residue,), generator=g)
        self.fields = {k: torch.randint(0, n, (5 * num_residue,), generator=g) for k, n in ATOM_FIELDS.items()}
        self.position = torch.randn(5 * num_residue, 3, generator=g) * 6

    @property
    def residue_feature(self):
        return F.one_hot(self.residue_type, NUM_RESIDUE_TYPES)

    @property
    def atom_feature(self):
        return torch.cat([F.one_hot(self.fields[k], n) for k, n in ATOM_FIELDS.items()], dim=1)

    @property
    def node_feature(self):
        return self.atom_feature if self.view == "atom" else self.residue_feature

    @property
    def num_node(self):
        return len(self.node_feature)

    def adjacency(self):
        """relation x node x node: sequence neighbours, close pairs, nearest pairs"""
        pos = self.position if self.view == "atom" else self.position[1::5]
        dist = torch.cdist(pos, pos)
        step = (torch.arange(len(pos))[:, None] - torch.arange(len(pos))).abs()
        knn = torch.zeros_like(dist).scatter_(1, dist.topk(4, largest=False).indices, 1.0)
        return torch.stack([(step == 1).float(), ((dist < 5) & (step > 0)).float(), knn])
