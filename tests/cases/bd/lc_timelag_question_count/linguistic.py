import re
from fnmatch import fnmatchcase

import torch


def load_question_set(text):
    """HED text -> patterns of the yes/no questions, regular expressions of the numeric ones."""
    binary, numeric = [], []
    for line in text.strip().splitlines():
        kind, _, answer = line.split(None, 2)
        answer = answer.strip().strip("{}")
        if kind == "QS":
            binary.append(answer.split(","))
        else:
            numeric.append(re.compile(answer))
    return binary, numeric


def linguistic_features(labels, binary, numeric):
    rows = []
    for label in labels:
        row = [float(any(fnmatchcase(label, p) for p in patterns)) for patterns in binary]
        row += [float(q.search(label).group(1)) / 100 for q in numeric]
        rows.append(row)
    return torch.tensor(rows)


def song_labels(phonemes, notes, tempo=120):
    padded = ["sil"] + phonemes + ["sil"]
    for k, note in enumerate(notes, start=1):
        yield f"{padded[k - 1]}^{padded[k - 1]}-{padded[k]}+{padded[k + 1]}=x/note:{note}/len:{24 * (1 + k % 3)}/tempo:{tempo}/"
