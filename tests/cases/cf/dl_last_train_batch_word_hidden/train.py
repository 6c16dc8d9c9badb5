import torch
from torch import nn
from torch.utils.data import DataLoader

from han import HierAttNet
from reviews import Reviews


def evaluate(model, loader):
    model.eval()
    hits = total = 0
    with torch.no_grad():
        for feature, label in loader:
            num_sample = len(label)
            model.init_hidden_state(num_sample)
            hits += (model(feature).argmax(1) == label).sum().item()
            total += num_sample
    model.train()
    return hits / total


def train(opt):
    training_generator = DataLoader(Reviews(72, opt, seed=1), batch_size=opt.batch_size, shuffle=True)
    test_generator = DataLoader(Reviews(40, opt, seed=2), batch_size=opt.batch_size)
    model = HierAttNet(opt)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=opt.lr, momentum=opt.momentum)
    for epoch in range(opt.num_epoches):
        for step, (feature, label) in enumerate(training_generator):
            optimizer.zero_grad()
            model.init_hidden_state()
            predictions = model(feature)
            loss = criterion(predictions, label)
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch + 1}, iteration {step + 1}/{len(training_generator)}, loss {loss.item():.4f}")
        print("accuracy", evaluate(model, test_generator))
