import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

import options
from squeezenet import SqueezeNet

args = options.parse()
torch.manual_seed(2)

tf = transforms.Compose([
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.491, 0.482, 0.447), (0.247, 0.243, 0.262)),
])
train_set = FakeData(size=208, image_size=(3, 32, 32), num_classes=args.num_classes, transform=tf)
train_loader = DataLoader(train_set, batch_size=args.batch_size, shuffle=True)

net = SqueezeNet(args.num_classes)
optimizer = torch.optim.SGD(net.parameters(), lr=args.learning_rate, momentum=0.9)


def train(epoch):
    net.train()
    correct = 0
    for b_idx, (data, targets) in enumerate(train_loader):
        optimizer.zero_grad()
        scores = net(data)
        scores = scores.view(args.batch_size, args.num_classes)
        loss = F.nll_loss(F.log_softmax(scores, dim=1), targets)
        loss.backward()
        optimizer.step()
        correct += (scores.argmax(1) == targets).sum().item()
        done = min((b_idx + 1) * args.batch_size, len(train_set))
        print(f"Train Epoch: {epoch} [{done}/{len(train_set)}]\tLoss: {loss.item():.6f}")
    return correct / len(train_set)


for epoch in range(1, args.epoch + 1):
    print("accuracy", train(epoch))
