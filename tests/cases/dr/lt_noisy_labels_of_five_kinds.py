from argparse import Namespace

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

args = Namespace(datanum=64, classnum=5, batch_size=16, stage1=1, stage2=2, epochs=2, lr=0.02,
                 alpha=0.1, beta=0.4, lambda1=600)


class Leaves(Dataset):
    def __init__(self):
        rng = np.random.RandomState(0)
        self.images = torch.from_numpy(rng.rand(args.datanum, 3, 32, 32).astype("float32"))
        self.labels = torch.from_numpy(rng.randint(0, args.classnum, args.datanum))

    def __len__(self):
        return args.datanum

    def __getitem__(self, i):
        return self.images[i], self.labels[i], i


def train(loader, model, criterion, optimizer, epoch, y):
    new_y = np.zeros([args.datanum, args.classnum])
    for images, target, index in loader:
        index = index.numpy()
        output = model(images)
        if epoch < args.stage1:
            loss = criterion(output, target)
            # y_tilde starts from the given labels
            onehot = torch.zeros(target.size(0), 10).scatter_(1, target.view(-1, 1), 10.0)
            new_y[index, :] = onehot.numpy()
        else:
            yy = torch.tensor(y[index, :], dtype=torch.float32, requires_grad=True)
            label_dist = yy.softmax(1)
            lc = (output.softmax(1) * (output.log_softmax(1) - label_dist.log())).mean()
            lo = criterion(label_dist, target)
            le = -(output.softmax(1) * output.log_softmax(1)).mean()
            loss = lc + args.alpha * lo + args.beta * le
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch >= args.stage1:
            new_y[index, :] = (yy.data - args.lambda1 * yy.grad).numpy()
    print(f"epoch {epoch} loss {loss.item():.4f}")
    return new_y


model = nn.Sequential(nn.Conv2d(3, 16, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(256, args.classnum))
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
loader = DataLoader(Leaves(), batch_size=args.batch_size, shuffle=True)
y = None
for epoch in range(args.epochs):
    y = train(loader, model, nn.CrossEntropyLoss(), optimizer, epoch, y)
