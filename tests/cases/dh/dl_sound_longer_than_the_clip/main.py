import tempfile

import torch
from torch.utils.data import DataLoader

from avs_model import SimToken
from configs import args
from dataset_refavs import REFAVS, collate_fn, make_media
from save_audio_feats import save_all


def train(data_dir):
    vids = save_all(data_dir)
    loader = DataLoader(REFAVS(data_dir, vids), batch_size=args.batch_size, collate_fn=collate_fn)
    model = SimToken()
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    criterion = torch.nn.BCEWithLogitsLoss()
    for step, batch in enumerate(loader):
        logits = model(batch["frames"], batch["audio_feats"])
        loss = criterion(logits, batch["labels"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, batch["vids"][0], f"{loss.item():.3f}")


with tempfile.TemporaryDirectory() as tmp:
    make_media(tmp, lengths=[10, 10, 10, 10, 10, 20, 10, 14])
    train(tmp)
