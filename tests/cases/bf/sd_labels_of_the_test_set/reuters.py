import torch

SPECIAL = ["<blank>", "<unk>", "<s>", "</s>"]

TRAIN = [
    ("wheat exports rise after dry spring".split(), ["grain", "wheat", "trade"]),
    ("central bank keeps rates".split(), ["interest", "money"]),
    ("crude output cut lifts prices".split(), ["crude", "energy"]),
    ("gold mine reports record quarter".split(), ["gold", "earnings"]),
    ("airline buys rival carrier".split(), ["acquisition", "earnings"]),
    ("corn and wheat harvest delayed".split(), ["grain", "corn", "wheat"]),
    ("ship traffic resumes in the gulf".split(), ["ship", "crude"]),
]
TEST = [
    ("wheat prices rise".split(), ["grain", "wheat"]),
    ("bank cut rates".split(), ["interest", "money"]),
    ("crude exports resumes".split(), ["crude", "ship"]),
]


def build_dict(sequences):
    entries = list(SPECIAL)
    for seq in sequences:
        entries += [w for w in seq if w not in entries]
    return {w: i for i, w in enumerate(entries)}


def encode(dictionary, seq):
    return torch.tensor([[dictionary.get(w, 1) for w in seq]])
