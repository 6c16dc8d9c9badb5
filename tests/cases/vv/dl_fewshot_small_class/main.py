import torch

from datamgr import SetDataManager
from protonet import ProtoNet

params = dict(n_way=5, n_shot=5, n_query=16, image_size=24, n_episode=3)


def train(loader, model, optimizer):
    model.train()
    for i, (x, _) in enumerate(loader):
        model.n_query = x.size(1) - model.n_support
        optimizer.zero_grad()
        loss = model.set_forward_loss(x)
        loss.backward()
        optimizer.step()
        print(f"episode {i}: loss {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(4)
    manager = SetDataManager(params["image_size"], params["n_way"], params["n_shot"], params["n_query"],
                             params["n_episode"])
    base_loader = manager.get_data_loader()
    model = ProtoNet(params["n_way"], params["n_shot"])
    train(base_loader, model, torch.optim.Adam(model.parameters()))
