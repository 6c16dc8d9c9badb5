import json
import os
import random

import torch
from torch.utils.data import Dataset


def write_annotations(folder, classes, n_images, size=96):
    rng = random.Random(3)
    images, annotations = [], []
    for i in range(n_images):
        images.append({"id": i, "file_name": f"{i:012d}.jpg", "height": size, "width": size})
        for _ in range(rng.randint(1, 4)):
            x, y = rng.randint(0, 50), rng.randint(0, 50)
            annotations.append({"image_id": i, "category_id": rng.randrange(len(classes)) + 1,
                                "bbox": [x, y, rng.randint(16, 40), rng.randint(16, 40)]})
    path = os.path.join(folder, "instances_train2017.json")
    with open(path, "w") as f:
        json.dump({"images": images, "annotations": annotations,
                   "categories": [{"id": k + 1, "name": c} for k, c in enumerate(classes)]}, f)
    return path


class CocoStyle(Dataset):
    def __init__(self, ann_file, classes):
        with open(ann_file) as f:
            coco = json.load(f)
        self.classes = classes
        self.cat2label = {c["id"]: classes.index(c["name"]) for c in coco["categories"] if c["name"] in classes}
        self.images = coco["images"]
        self.anns = {im["id"]: [] for im in self.images}
        for a in coco["annotations"]:
            self.anns[a["image_id"]].append(a)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        info = self.images[i]
        img = torch.rand(3, info["height"], info["width"], generator=torch.Generator().manual_seed(i))
        boxes = torch.tensor([a["bbox"] for a in self.anns[info["id"]]], dtype=torch.float)
        boxes[:, 2:] += boxes[:, :2]
        labels = torch.tensor([self.cat2label[a["category_id"]] for a in self.anns[info["id"]]])
        return img, boxes, labels


def collate(samples):
    imgs, boxes, labels = zip(*samples)
    return torch.stack(imgs), list(boxes), list(labels)
