import torch
from torch import nn
from torch.utils.data import DataLoader

from grasp_net import GraspPointNet
from scene_dataset import SceneDataset


def train(config):
    dataset = SceneDataset(config, use_saved_renders=True)
    loader = DataLoader(dataset, batch_size=config["batch_size"])
    model = GraspPointNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=config["learning_rate"])
    for i, data in enumerate(loader):
        pred = model(data["pc_cam"])
        loss = nn.functional.binary_cross_entropy_with_logits(pred, data["graspable"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {i} loss {loss.item():.3f}")
