import argparse
import tempfile

import torch
from torch.utils.data import DataLoader

from coco_style import CocoStyle, collate, write_annotations
from detector import SingleStage

CLASSES = ("person", "bicycle", "car", "motorcycle", "airplane")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work-dir", default=None)
    parser.add_argument("--samples-per-gpu", type=int, default=2)
    parser.add_argument("--max-iters", type=int, default=4)
    parser.add_argument("--lr", type=float, default=0.01)
    args = parser.parse_args()
    torch.manual_seed(17)
    with tempfile.TemporaryDirectory(dir=args.work_dir) as work:
        ann_file = write_annotations(work, CLASSES, n_images=8)
        dataset = CocoStyle(ann_file, classes=CLASSES)
        loader = DataLoader(dataset, args.samples_per_gpu, shuffle=True, collate_fn=collate)
        model = SingleStage(num_classes=len(dataset.classes))
        optimizer = torch.optim.SGD(model.parameters(), args.lr, momentum=0.9)
        for it, (imgs, gt_bboxes, gt_labels) in zip(range(args.max_iters), loader):
            losses = model.forward_train(imgs, gt_bboxes, gt_labels)
            optimizer.zero_grad()
            sum(losses.values()).backward()
            optimizer.step()
            print(it, {k: round(v.item(), 4) for k, v in losses.items()})


if __name__ == "__main__":
    main()
