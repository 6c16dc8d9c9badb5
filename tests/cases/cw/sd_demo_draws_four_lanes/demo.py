import torch

from config import ROW_ANCHORS
from model import parsingNet


def decode(out_j, griding_num):
    """Expected column of every lane on every row anchor, 0 where there is none."""
    out_j = out_j.flip(1)
    idx = torch.arange(1, griding_num + 1).view(-1, 1, 1)
    loc = (out_j[:-1].softmax(0) * idx).sum(0)
    loc[out_j.argmax(0) == griding_num] = 0
    return loc


def demo(cfg, test_model, images):
    print("start testing...")
    cls_num_per_lane = ROW_ANCHORS[cfg.dataset]
    net = parsingNet(cfg.size, cls_dim=(cfg.griding_num + 1, cls_num_per_lane, 4))
    net.load_state_dict(torch.load(test_model, map_location="cpu")["model"])
    net.eval()

    col_sample_w = (cfg.size[1] - 1) / (cfg.griding_num - 1)
    for i, img in enumerate(images):
        with torch.no_grad():
            loc = decode(net(img.unsqueeze(0))[0], cfg.griding_num)
        for lane in range(loc.shape[1]):
            rows = (loc[:, lane] > 0).nonzero().view(-1)
            print(f"image {i} lane {lane}:", [(int(loc[k, lane] * col_sample_w) - 1, int(k)) for k in rows[:3]])
