import os
import tempfile

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


class BrainVolumes(Dataset):

    def __init__(self, root_dir, img_list, input_d=14, input_h=28, input_w=28):
        with open(img_list) as f:
            self.img_list = [line.split() for line in f if line.strip()]
        self.root_dir = root_dir
        self.size = (input_d, input_h, input_w)

    def __len__(self):
        return len(self.img_list)

    def __getitem__(self, idx):
        name, diagnosis = self.img_list[idx]
        volume = np.load(os.path.join(self.root_dir, name))
        volume = (volume - volume.mean()) / volume.std()
        img_array = torch.from_numpy(volume)[None, None]
        img_array = nn.functional.interpolate(img_array, size=self.size, mode='trilinear', align_corners=False)[0]
        class_array = torch.tensor([int(diagnosis)], dtype=torch.float32)
        return img_array, class_array


class BasicBlock(nn.Module):

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv3d(inplanes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm3d(planes)
        self.conv2 = nn.Conv3d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm3d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = nn.Sequential(nn.Conv3d(inplanes, planes, 1, stride=stride, bias=False), nn.BatchNorm3d(planes))

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + self.downsample(x))


class ResNet3D(nn.Module):

    def __init__(self, num_cls=2, widths=(8, 16, 32)):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(1, widths[0], 7, stride=(1, 2, 2), padding=3, bias=False),
                                  nn.BatchNorm3d(widths[0]), nn.ReLU(inplace=True))
        self.layer1 = BasicBlock(widths[0], widths[0])
        self.layer2 = BasicBlock(widths[0], widths[1], stride=2)
        self.layer3 = BasicBlock(widths[1], widths[2], stride=2)
        self.conv_cls = nn.Sequential(
            nn.AdaptiveMaxPool3d(output_size=(1, 1, 1)),
            nn.Flatten(start_dim=1),
            nn.Dropout(0.1),
            nn.Linear(widths[2], num_cls),
            nn.Sigmoid(),
        )

    def forward(self, x):
        x = self.stem(x)
        return self.conv_cls(self.layer3(self.layer2(self.layer1(x))))


def train(data_loader, model, optimizer, total_epochs):
    loss_cls = nn.BCELoss()
    model.train()
    for epoch in range(total_epochs):
        for batch_id, (volumes, classes) in enumerate(data_loader):
            optimizer.zero_grad()
            out_classes = model(volumes)
            loss = loss_cls(out_classes, classes)
            loss.backward()
            optimizer.step()
            print('Batch: {}-{} loss = {:.3f}'.format(epoch, batch_id, loss.item()))


@torch.no_grad()
def predict(data_loader, model):
    model.eval()
    return torch.cat([model(volumes).argmax(dim=1) for volumes, _ in data_loader]).tolist()


def fake_cohort(folder, n=6):
    rng = np.random.default_rng(2)
    with open(os.path.join(folder, 'train.txt'), 'w') as f:
        for i in range(n):
            np.save(os.path.join(folder, 'sub%02d.npy' % i), rng.normal(100, 20, (20, 36, 32)).astype(np.float32))
            f.write('sub%02d.npy %d\n' % (i, i % 2))
    return os.path.join(folder, 'train.txt')


if __name__ == '__main__':
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        training_dataset = BrainVolumes(folder, fake_cohort(folder))
        loader = DataLoader(training_dataset, batch_size=2, shuffle=True)
        net = ResNet3D()
        head = list(net.conv_cls.parameters())
        body = [p for n, p in net.named_parameters() if not n.startswith('conv_cls')]
        sgd = optim.SGD([{'params': body, 'lr': 1e-4}, {'params': head, 'lr': 1e-2}], momentum=0.9, weight_decay=1e-3)
        train(loader, net, sgd, total_epochs=1)
        print(predict(DataLoader(training_dataset, batch_size=2), net))
