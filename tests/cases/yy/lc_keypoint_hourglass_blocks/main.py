import torch
from torch.utils.data import DataLoader

from config import dataset_params, kp_detector_params, train_params
from frames import FramesDataset
from keypoint_detector import KPDetector


def train(kp_detector, dataset):
    loader = DataLoader(dataset, batch_size=train_params["batch_size"], shuffle=True)
    optimizer = torch.optim.Adam(kp_detector.parameters(), lr=train_params["lr"], betas=(0.5, 0.999))
    shift = torch.tensor([8.0 / dataset_params["frame_shape"], 0.0])
    for epoch in range(train_params["num_epochs"]):
        for x in loader:
            loss = (kp_detector(x["source"]) + shift - kp_detector(x["driving"])).abs().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: equivariance {loss.item():.4f}")


if __name__ == "__main__":
    print("Training...")
    train(KPDetector(**kp_detector_params), FramesDataset(**dataset_params))
