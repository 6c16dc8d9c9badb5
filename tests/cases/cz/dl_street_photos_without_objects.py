import json
import random
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
import torchvision.transforms.functional as FT
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader, Dataset

label_map = {"background": 0, "car": 1, "person": 2}


def parse_annotation(annotation_path):
    objects = json.loads(annotation_path.read_text())["objects"]
    boxes = [[obj["xmin"], obj["ymin"], obj["xmax"], obj["ymax"]] for obj in objects]
    return {"boxes": boxes, "labels": [label_map[obj["name"]] for obj in objects]}


def create_data_lists(data_path, output_folder):
    """Create lists of images and of the boxes and labels of the objects in these images, and save these to file."""
    train_images, train_objects = [], []
    for path in sorted((data_path / "annotations").iterdir()):
        objects = parse_annotation(path)
        train_objects.append(objects)
        train_images.append(str(data_path / "images" / f"{path.stem}.png"))
    (output_folder / "TRAIN_images.json").write_text(json.dumps(train_images))
    (output_folder / "TRAIN_objects.json").write_text(json.dumps(train_objects))


def resize(image, boxes, dims=(96, 96)):
    """Resize the image, and give the boxes in fractional coordinates."""
    old_dims = torch.FloatTensor([image.width, image.height, image.width, image.height]).unsqueeze(0)
    return FT.resize(image, dims), boxes / old_dims


class TrafficDataset(Dataset):
    def __init__(self, data_folder):
        self.images = json.loads((data_folder / "TRAIN_images.json").read_text())
        self.objects = json.loads((data_folder / "TRAIN_objects.json").read_text())

    def __getitem__(self, i):
        image = Image.open(self.images[i]).convert("RGB")
        boxes = torch.FloatTensor(self.objects[i]["boxes"])
        labels = torch.LongTensor(self.objects[i]["labels"])
        image, boxes = resize(image, boxes)
        return FT.to_tensor(image), boxes, labels

    def __len__(self):
        return len(self.images)


def collate_fn(batch):
    images, boxes, labels = zip(*batch)
    return torch.stack(images, dim=0), list(boxes), list(labels)


def find_jaccard_overlap(a, b):
    lower, upper = torch.max(a[:, None, :2], b[None, :, :2]), torch.min(a[:, None, 2:], b[None, :, 2:])
    inter = (upper - lower).clamp(min=0).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    return inter / (area_a[:, None] + area_b[None] - inter)


class SSD(nn.Module):
    def __init__(self, n_classes, grid=6):
        super().__init__()
        self.base = nn.Sequential(nn.Conv2d(3, 16, 5, 4, 2), nn.ReLU(), nn.Conv2d(16, 32, 5, 4, 2), nn.ReLU())
        self.loc, self.cl = nn.Conv2d(32, 4, 3, padding=1), nn.Conv2d(32, n_classes, 3, padding=1)
        c = (torch.arange(grid) + 0.5) / grid
        cy, cx = torch.meshgrid(c, c, indexing="ij")
        self.priors_xy = torch.stack([cx - 0.15, cy - 0.15, cx + 0.15, cy + 0.15], dim=-1).view(-1, 4)

    def forward(self, image):
        feats = self.base(image)
        return self.loc(feats).flatten(2).transpose(1, 2), self.cl(feats).flatten(2).transpose(1, 2)


def multibox_loss(predicted_locs, predicted_scores, boxes, labels, priors_xy, threshold=0.3):
    true_locs = torch.zeros_like(predicted_locs)
    true_classes = torch.zeros(predicted_scores.shape[:2], dtype=torch.long)
    for i in range(len(boxes)):
        overlap_for_each_prior, object_for_each_prior = find_jaccard_overlap(boxes[i], priors_xy).max(dim=0)
        true_classes[i] = labels[i][object_for_each_prior].masked_fill(overlap_for_each_prior < threshold, 0)
        true_locs[i] = boxes[i][object_for_each_prior] - priors_xy
    positive = true_classes != 0
    loc_loss = (predicted_locs - true_locs).abs()[positive].sum() / positive.sum().clamp(min=1)
    return F.cross_entropy(predicted_scores.flatten(0, 1), true_classes.flatten()) + loc_loss


def draw_street_photos(folder, counts=(2, 1, 3, 2, 0, 1, 2, 1)):
    random.seed(3)
    (folder / "images").mkdir()
    (folder / "annotations").mkdir()
    for k, n in enumerate(counts):
        photo, objects = Image.new("RGB", (160, 120), (90, 90, 100)), []
        for _ in range(n):
            x, y = random.randint(0, 100), random.randint(0, 70)
            ImageDraw.Draw(photo).rectangle([x, y, x + 50, y + 40], fill=(200, 40, 40))
            name = random.choice(["car", "person"])
            objects.append({"name": name, "xmin": x, "ymin": y, "xmax": x + 50, "ymax": y + 40})
        photo.save(folder / "images" / f"{k:03d}.png")
        (folder / "annotations" / f"{k:03d}.json").write_text(json.dumps({"objects": objects}))


with tempfile.TemporaryDirectory() as tmp:
    data_folder = Path(tmp)
    draw_street_photos(data_folder)
    create_data_lists(data_folder, output_folder=data_folder)
    train_loader = DataLoader(TrafficDataset(data_folder), batch_size=2, collate_fn=collate_fn)
    model = SSD(n_classes=len(label_map))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
    for i, (images, boxes, labels) in enumerate(train_loader):
        loss = multibox_loss(*model(images), boxes, labels, model.priors_xy)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"[{i}/{len(train_loader)}] loss {loss.item():.4f}")
