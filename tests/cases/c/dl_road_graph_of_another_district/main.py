import torch
from torch.utils.data import DataLoader

import config
from road_data import load_adjacency, load_flow
from spectral import TrafficNet, scaled_laplacian


def run():
    train_set = load_flow(config.DATASET, config.WINDOW)
    adj = load_adjacency(config.GRAPH_FILE)
    net = TrafficNet(scaled_laplacian(adj), order=3, window=config.WINDOW)
    optimizer = torch.optim.Adam(net.parameters(), lr=config.LR)
    for flow, future in DataLoader(train_set, batch_size=config.BATCH):
        loss = (net(flow) - future).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("mae", loss.item())


run()
