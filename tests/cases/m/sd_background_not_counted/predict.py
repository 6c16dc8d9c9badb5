import torch

from train_res50_fpn import create_model

CLASSES = ["helmet"]


def main(weights):
    model = create_model(num_classes=len(CLASSES))
    model.load_state_dict(torch.load(weights, weights_only=True)["model"])
    model.eval()
    with torch.no_grad():
        scores, boxes = model(torch.rand(5, 3, 32, 32))
    print("helmets", (scores.argmax(1) == 1).sum().item(), "boxes", tuple(boxes.shape))
