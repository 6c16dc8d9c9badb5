import torch
from torch.utils.data import DataLoader

from frames import FramesDataset
from keypoint_detector import KPDetector
from options import CONFIG


def train(config):
    dataset = FramesDataset(**config["dataset_params"])
    loader = DataLoader(dataset, batch_size=config["train_params"]["batch_size"], drop_last=True)
    detector = KPDetector(**config["model_params"]["kp_detector_params"], **config["model_params"]["common_params"])
    optimizer = torch.optim.Adam(detector.parameters(), lr=config["train_params"]["lr_kp_detector"], betas=(0.5, 0.999))
    for x in loader:
        kp_source = detector(x["source"])["value"]
        kp_driving = detector(x["driving"])["value"]
        loss = (kp_source - kp_driving).abs().mean() + (1 - kp_source.norm(dim=-1)).abs().mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        print("perceptual", loss.item())


if __name__ == "__main__":
    train(CONFIG)
