import torch
from network import GradeNet
from torch import nn
from torch.utils.data import DataLoader
from volumes import SliceDataset

torch.manual_seed(0)


def main():
    loader = DataLoader(SliceDataset(grades=[0, 2, 1]), batch_size=16, shuffle=True)
    model = GradeNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for step, (slices, grades) in enumerate(loader):
        loss = nn.functional.cross_entropy(model(slices), grades)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 2 == 0:
            print(step, loss.item())


main()
