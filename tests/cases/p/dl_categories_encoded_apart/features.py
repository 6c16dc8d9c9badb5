import torch
from torch.utils.data import TensorDataset

NUMERICAL = ["price", "rating"]


class CategoricalFeatures:
    """One column for each value that a table has."""

    def __init__(self, table, column):
        self.column = column
        self.values = sorted({row[column] for row in table})

    def transform(self, table):
        out = torch.zeros(len(table), len(self.values))
        for i, row in enumerate(table):
            out[i, self.values.index(row[self.column])] = 1.0
        return out


def load_data(table):
    numbers = torch.tensor([[row[c] for c in NUMERICAL] for row in table])
    numbers = (numbers - numbers.mean(0)) / numbers.std(0)
    brands = CategoricalFeatures(table, "brand").transform(table)
    labels = torch.tensor([int(row["sold"]) for row in table])
    return TensorDataset(torch.cat([numbers, brands], dim=1), labels)
