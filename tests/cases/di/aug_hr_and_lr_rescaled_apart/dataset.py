import os

from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.functional import to_tensor


class LQGTDataset(Dataset):
    def __init__(self, lr_dir, gt_dir):
        self.names = sorted(os.listdir(gt_dir))
        self.lr_dir, self.gt_dir = lr_dir, gt_dir

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        name = self.names[index]
        lq = to_tensor(Image.open(os.path.join(self.lr_dir, name)))
        gt = to_tensor(Image.open(os.path.join(self.gt_dir, name)))
        return {"LQ": lq, "GT": gt}
