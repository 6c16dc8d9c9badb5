import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CONFIG = {
    "DATA": {"BATCHSIZE": 16, "NUM_IMAGES": 108, "DROP_LAST": False},
    "LOSS": {"temperature": 0.1},
    "MODEL": {"HEAD_DIMS": [32, 32, 16]},
    "OPTIMIZER": {"base_lr": 0.3, "num_epochs": 1},
}


class SimclrInfoNCECriterion(nn.Module):
    """Contrasts every image with its other crop against the rest of the batch.

    buffer_params holds the size of the embeddings the criterion is going to see:
    effective_batch_size = images per batch * number of crops
    """

    def __init__(self, buffer_params, temperature, num_pos=2):
        super().__init__()
        self.num_pos = num_pos
        self.temperature = temperature
        self.buffer_params = buffer_params
        self.precompute_pos_neg_mask()

    def precompute_pos_neg_mask(self):
        total_images = self.buffer_params["effective_batch_size"]
        orig_images = total_images // self.num_pos
        pos_mask = torch.zeros(total_images, total_images)
        neg_mask = torch.zeros(total_images, total_images)
        all_indices = torch.arange(total_images)
        for anchor in range(self.num_pos):
            for img_idx in range(orig_images):
                row = anchor * orig_images + img_idx
                same_image = all_indices % orig_images == img_idx
                pos_mask[row, same_image & (all_indices != row)] = 1
                neg_mask[row, ~same_image] = 1
        self.pos_mask, self.neg_mask = pos_mask, neg_mask

    def forward(self, embedding):
        similarity = torch.exp(torch.mm(embedding, embedding.t()) / self.temperature)
        pos = torch.sum(similarity * self.pos_mask, 1)
        neg = torch.sum(similarity * self.neg_mask, 1)
        return -torch.mean(torch.log(pos / (pos + neg)))


class SimclrInfoNCELoss(nn.Module):
    def __init__(self, config):
        super().__init__()
        buffer_params = {"effective_batch_size": 2 * config["DATA"]["BATCHSIZE"]}
        self.info_criterion = SimclrInfoNCECriterion(buffer_params, config["LOSS"]["temperature"])

    def forward(self, output):
        normalized_output = nn.functional.normalize(output, dim=1, p=2)
        return self.info_criterion(normalized_output)


class UnlabelledImages(Dataset):
    def __init__(self, n):
        self.images = torch.rand(n, 3, 40, 40, generator=torch.Generator().manual_seed(6))
        self.crop = transforms.Compose([
            transforms.RandomResizedCrop(32, antialias=True),
            transforms.RandomHorizontalFlip(),
        ])

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return [self.crop(self.images[i]), self.crop(self.images[i])]


def simclr_collator(batch):
    """All first crops, then all second crops."""
    return torch.stack([crops[k] for k in range(2) for crops in batch])


def build_model(dims):
    trunk = [nn.Conv2d(3, 16, 3, stride=2), nn.ReLU(), nn.Conv2d(16, dims[0], 3, stride=2), nn.ReLU()]
    head = [nn.Linear(dims[0], dims[1]), nn.ReLU(), nn.Linear(dims[1], dims[2])]
    return nn.Sequential(*trunk, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *head)


def main(config):
    torch.manual_seed(0)
    data = config["DATA"]
    loader = DataLoader(UnlabelledImages(data["NUM_IMAGES"]), batch_size=data["BATCHSIZE"], shuffle=True,
                        drop_last=data["DROP_LAST"], collate_fn=simclr_collator)
    model = build_model(config["MODEL"]["HEAD_DIMS"])
    loss_fn = SimclrInfoNCELoss(config)
    optimizer = torch.optim.SGD(model.parameters(), lr=config["OPTIMIZER"]["base_lr"])
    for epoch in range(config["OPTIMIZER"]["num_epochs"]):
        for i, crops in enumerate(loader):
            loss = loss_fn(model(crops))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"[ep: {epoch}] iter: {i}; loss: {loss.item():.5f}")


if __name__ == "__main__":
    main(CONFIG)
