import os
import tempfile

import torch
from torch.utils.data import DataLoader

from dataset import CLASSES, CustomDataset, PackSegInputs, RandomFlip, write_fake_data
from segmentor import EncoderDecoder

torch.manual_seed(0)
with tempfile.TemporaryDirectory() as tmp:
    data_root = os.path.join(tmp, "my_dataset")
    write_fake_data(data_root)
    train_pipeline = [RandomFlip(), PackSegInputs()]
    train_loader = DataLoader(CustomDataset(data_root, train_pipeline), batch_size=2, shuffle=True)
    model = EncoderDecoder(num_classes=len(CLASSES))
    optim = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for it, (inputs, seg_label) in enumerate(train_loader):
        loss = model.loss(inputs, seg_label)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(f"Iter(train) [{it + 1}/{len(train_loader)}] decode.loss_ce: {loss.item():.4f}")
