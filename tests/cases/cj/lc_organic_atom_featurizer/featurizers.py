import torch


def one_hot(value, choices):
    row = [0.0] * (len(choices) + 1)
    row[choices.index(value) if value in choices else len(choices)] = 1.0
    return row


class MultiHotAtomFeaturizer:
    def __init__(self, elements, degrees, charges, num_hs, hybridizations):
        self.choices = [elements, degrees, charges, num_hs, hybridizations]

    def __len__(self):
        return sum(len(c) + 1 for c in self.choices) + 2

    def __call__(self, atom):
        row = [x for key, c in zip(("z", "degree", "charge", "hs", "hyb"), self.choices) for x in one_hot(atom[key], c)]
        return row + [float(atom["aromatic"]), 0.01 * atom["z"]]

    @classmethod
    def v2(cls):
        return cls(list(range(1, 37)) + [53], list(range(6)), [-1, -2, 1, 2, 0], list(range(5)),
                   ["S", "SP", "SP2", "SP2D", "SP3", "SP3D", "SP3D2"])

    @classmethod
    def organic(cls):
        return cls([1, 5, 6, 7, 8, 9, 14, 15, 16, 17, 35, 53], list(range(6)), [-1, -2, 1, 2, 0], list(range(5)),
                   ["S", "SP", "SP2", "SP3"])


class MultiHotBondFeaturizer:
    def __init__(self, stereos=(0, 1, 2, 3, 4, 5)):
        self.types, self.stereos = [1, 2, 3, 12], list(stereos)

    def __len__(self):
        return 1 + len(self.types) + 2 + len(self.stereos) + 1

    def __call__(self, bond):
        row = [0.0] + [float(bond["type"] == t) for t in self.types]
        return row + [float(bond["conjugated"]), float(bond["ring"])] + one_hot(bond["stereo"], self.stereos)


class SimpleMoleculeMolGraphFeaturizer:
    def __init__(self, atom_featurizer=None, bond_featurizer=None):
        self.atom_featurizer = atom_featurizer or MultiHotAtomFeaturizer.v2()
        self.bond_featurizer = bond_featurizer or MultiHotBondFeaturizer()

    @property
    def shape(self):
        return len(self.atom_featurizer), len(self.bond_featurizer)

    def __call__(self, mol):
        V = torch.tensor([self.atom_featurizer(a) for a in mol["atoms"]])
        E = torch.tensor([self.bond_featurizer(b) for b in mol["bonds"]]).repeat_interleave(2, dim=0)
        edges = [(u, v) for b in mol["bonds"] for u, v in (b["ends"], b["ends"][::-1])]
        return V, E, torch.tensor(edges).T


DEFAULT_ATOM_FDIM, DEFAULT_BOND_FDIM = SimpleMoleculeMolGraphFeaturizer().shape
