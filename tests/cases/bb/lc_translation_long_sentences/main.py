import torch
import torch.nn.functional as F

from models import Transformer
from options import Options
from process import PAD, SRC, TRG, create_loader


def train_model(model, loader, opt):
    optimizer = torch.optim.Adam(model.parameters(), lr=opt.lr)
    for epoch in range(opt.epochs):
        total = 0.0
        for src, trg in loader:
            preds = model(src, trg[:, :-1])
            gold = trg[:, 1:].reshape(-1)
            loss = F.cross_entropy(preds.reshape(-1, preds.size(-1)), gold, ignore_index=PAD)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1} loss {total / len(loader):.3f}")


torch.manual_seed(0)
opt = Options()
model = Transformer(len(SRC) + 3, len(TRG) + 3, opt)
train_model(model, create_loader(opt), opt)
