import tempfile
from pathlib import Path

import torch

from entities_list import ICDAR_ENTITIES, INVOICE_ENTITIES, iob_labels
from pick import PICKModel
from trainer import Trainer

VOCAB_SIZE = 90


def sample_batches(n_tags, n=3, batch_size=4, length=12):
    g = torch.Generator().manual_seed(n_tags)
    for _ in range(n):
        text = torch.randint(0, VOCAB_SIZE, (batch_size, length), generator=g)
        tags = torch.randint(0, n_tags, (batch_size, length), generator=g)
        yield text, tags


def run(entities, save_to, resume=None):
    n_tags = len(iob_labels(entities))
    model = PICKModel(VOCAB_SIZE, n_tags)
    trainer = Trainer(model, entities, resume=resume)
    trainer.train(list(sample_batches(n_tags)))
    trainer.save(save_to)


with tempfile.TemporaryDirectory() as d:
    icdar, invoices = Path(d) / "icdar.pth", Path(d) / "invoices.pth"
    run(ICDAR_ENTITIES, icdar)
    run(INVOICE_ENTITIES, invoices, resume=icdar)
