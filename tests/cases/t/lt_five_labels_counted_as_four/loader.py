import torch
from torch.utils.data import Dataset

LABELS = ["other", "invoice_no", "date", "seller", "total"]


class Invoices(Dataset):
    """Words of scanned invoices with their boxes and labels, 512 tokens a page."""

    def __init__(self, n=6, tokens=512):
        torch.manual_seed(4)
        self.input_ids = torch.randint(0, 400, (n, tokens))
        self.bbox = torch.rand(n, tokens, 4)
        self.labels = torch.randint(0, len(LABELS), (n, tokens))

    def __len__(self):
        return len(self.input_ids)

    def __getitem__(self, i):
        return {"input_ids": self.input_ids[i], "bbox": self.bbox[i], "labels": self.labels[i]}
