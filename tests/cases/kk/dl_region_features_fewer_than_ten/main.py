import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import VOCAB, MREDataset, collate_fn, fake_detector_output, make_samples
from model import RelationExtractor

config = {
    "pic_feat": 256,
    "hidden": 32,
    "batch_size": 6,
    "lr": 1e-3,
    "max_epoch": 1,
    "relations": 5,
}

torch.manual_seed(0)
samples = make_samples(n_relations=config["relations"])
regions = fake_detector_output([s[1] for s in samples], config["pic_feat"])
train_loader = DataLoader(MREDataset(samples, regions), batch_size=config["batch_size"], collate_fn=collate_fn)

model = RelationExtractor(VOCAB, config["hidden"], config["pic_feat"], config["relations"])
optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
criterion = nn.CrossEntropyLoss()

for epoch in range(config["max_epoch"]):
    model.train()
    for step, (tokens, pics, labels) in enumerate(train_loader):
        logits = model(tokens, pics)
        loss = criterion(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch} step {step} loss {loss.item():.4f}")
