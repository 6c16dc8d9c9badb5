import torch
from torch import nn
from torch.utils.data import DataLoader

from config import cfg
from corpus import Questions
from model import QuestionGenerator


def evaluate(model, loader, criterion):
    model.eval()
    losses = []
    with torch.no_grad():
        for sentence, question in loader:
            pred = model(sentence, question)
            loss = criterion(pred.flatten(0, 1), question[:, 1:].flatten())
            losses.append(loss.item())
    return sum(losses) / len(losses)


def train(model, loader, criterion, optimizer):
    model.train()
    for sentence, question in loader:
        optimizer.zero_grad()
        pred = model(sentence, question)
        loss = criterion(pred.view(-1, pred.size(2)), question.view(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), cfg.clip)
        optimizer.step()
    return loss.item()


torch.manual_seed(cfg.seed)
model = QuestionGenerator(cfg.vocab, cfg.embed, cfg.hidden)
criterion = nn.NLLLoss(ignore_index=cfg.pad)
optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr)
train_loader = DataLoader(Questions(cfg, 48), batch_size=cfg.batch_size, shuffle=True)
valid_loader = DataLoader(Questions(cfg, 16), batch_size=cfg.batch_size)
for epoch in range(cfg.epochs):
    print(epoch, train(model, train_loader, criterion, optimizer), evaluate(model, valid_loader, criterion))
