import torch
from torch.utils.data import DataLoader

from clouds import chamfer, half_spheres
from models import Model


def train_net(weights, epochs, n_points):
    loader = DataLoader(half_spheres(8, n_points), batch_size=4, shuffle=True)
    model = Model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for partial, complete in loader:
            loss = sum(chamfer(pcd, complete) for pcd in model(partial))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"[epoch {epoch + 1}/{epochs}] loss {loss.item():.4f}")
        torch.save({"epoch": epoch, "model": model.state_dict()}, weights)
