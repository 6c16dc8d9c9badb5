"""Stands for the training on the flowers that was done last week."""
import torch

from models.resnet import BasicBlock, ResNet


def save_finetuned(path, kinds):
    model = ResNet(BasicBlock, [1, 1, 1], num_classes=kinds)
    torch.save({"epoch": 40, "model": model.state_dict()}, path)
