import torch
from torch.utils.data import DataLoader

from backbone import ObjectTransformer
from configs import DEFAULTS
from ego4d import Ego4dDataset


def main(cfg):
    train_dataset = Ego4dDataset(**cfg["dataset"])
    train_loader = DataLoader(train_dataset, **cfg["loader"])
    model = ObjectTransformer(**cfg["model"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["opt"]["learning_rate"])
    for step, video_list in enumerate(train_loader):
        scores = model(video_list["feats"], video_list["query_feats"])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, video_list["target"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())


main(DEFAULTS)
