import torch
from torch.utils.data import DataLoader, Dataset

from models import VideoModel

args = dict(num_class=6, num_segments=12, batch_size=4, dropout=0.5, lr=0.01, clip_gradient=20)


class SomethingFrames(Dataset):
    """Frames of a clip, stacked along the channels."""

    def __init__(self, num_segments, n=9):
        self.num_segments, self.n = num_segments, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        length = 30 + 3 * i
        clip = torch.rand(length, 3, 48, 48, generator=g)
        picks = (torch.arange(self.num_segments) + 0.5) * length / self.num_segments
        return clip[picks.long()].flatten(0, 1), i % args["num_class"]


def train(train_loader, model, criterion, optimizer, epoch):
    model.train()
    for i, (inputs, target) in enumerate(train_loader):
        output = model(inputs)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), args["clip_gradient"])
        optimizer.step()
        print(f"Epoch: [{epoch}][{i}/{len(train_loader)}] Loss {loss.item():.4f}")


torch.manual_seed(0)
loader = DataLoader(SomethingFrames(args["num_segments"]), batch_size=args["batch_size"], shuffle=True)
net = VideoModel(args["num_class"], args["num_segments"], dropout=args["dropout"])
train(loader, net, torch.nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), args["lr"], momentum=0.9), 0)
