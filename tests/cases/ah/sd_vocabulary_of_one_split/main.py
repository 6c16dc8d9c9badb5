import torch
from torch.utils.data import DataLoader

from cfgs import Cfgs
from load_data import DataSet
from net import Net
from zoo import small_ckpt


@torch.no_grad()
def evaluate(cfg):
    dataset = DataSet(cfg)
    net = Net(cfg, dataset.token_size)
    net.load_state_dict(small_ckpt(cfg)["state_dict"])
    net.eval()
    answers = []
    for img_feat, ques_ix in DataLoader(dataset, batch_size=cfg.BATCH_SIZE):
        answers.append(net(img_feat, ques_ix).argmax(1))
    return torch.cat(answers)


torch.manual_seed(Cfgs.SEED)
print(evaluate(Cfgs).bincount(minlength=Cfgs.ANSWER_SIZE))
