import torch

N_ATOM_TYPES = 8


def random_molecule(rng, n_atoms):
    """Atom types, bonds as (from, to), and for every bond its order and whether it lies in a ring."""
    atoms = torch.randint(0, N_ATOM_TYPES, (n_atoms,), generator=rng)
    child = torch.arange(1, n_atoms)
    parent = (torch.rand(n_atoms - 1, generator=rng) * child).long()
    order = torch.randint(1, 4, (n_atoms - 1,), generator=rng).float()
    ring = (torch.rand(n_atoms - 1, generator=rng) < 0.3).float()
    return atoms, parent, child, torch.stack([order, ring], dim=1)


def change_one_atom(molecule, rng):
    atoms = molecule[0].clone()
    k = int(torch.randint(0, len(atoms), (1,), generator=rng))
    atoms[k] = (atoms[k] + 1) % N_ATOM_TYPES
    return (atoms, *molecule[1:])


def pack_batch(molecules):
    nodes, from_idx, to_idx, edges, graph_idx, shift = [], [], [], [], [], 0
    for g, (atoms, a, b, bonds) in enumerate(molecules):
        nodes.append(torch.nn.functional.one_hot(atoms, N_ATOM_TYPES).float())
        from_idx.append(a + shift)
        to_idx.append(b + shift)
        edges.append(bonds)
        graph_idx.append(torch.full((len(atoms),), g))
        shift += len(atoms)
    return dict(
        node_features=torch.cat(nodes),
        edge_features=torch.cat(edges),
        from_idx=torch.cat(from_idx),
        to_idx=torch.cat(to_idx),
        graph_idx=torch.cat(graph_idx),
        n_graphs=len(molecules),
    )


def pairs(seed, n_pairs):
    """Molecules 2k and 2k + 1 belong together; odd k are a near miss (label +1), even k strangers (-1)."""
    rng = torch.Generator().manual_seed(seed)
    molecules, labels = [], []
    for k in range(n_pairs):
        first = random_molecule(rng, 6 + k % 5)
        second = change_one_atom(first, rng) if k % 2 else random_molecule(rng, 7 + k % 4)
        molecules += [first, second]
        labels.append(1.0 if k % 2 else -1.0)
    return pack_batch(molecules), torch.tensor(labels)
