import torch
import torch.nn as nn
import torch.nn.functional as F

from parse_config import parse_model_config


def create_modules(module_defs):
    hyperparams = module_defs.pop(0)
    output_filters = [int(hyperparams["channels"])]
    module_list = nn.ModuleList()
    for i, module_def in enumerate(module_defs):
        modules = nn.Sequential()
        if module_def["type"] == "convolutional":
            bn = int(module_def["batch_normalize"])
            filters = int(module_def["filters"])
            kernel_size = int(module_def["size"])
            modules.add_module(f"conv_{i}", nn.Conv2d(
                output_filters[-1], filters, kernel_size, int(module_def["stride"]),
                (kernel_size - 1) // 2, bias=not bn))
            if bn:
                modules.add_module(f"batch_norm_{i}", nn.BatchNorm2d(filters))
            if module_def["activation"] == "leaky":
                modules.add_module(f"leaky_{i}", nn.LeakyReLU(0.1))
        elif module_def["type"] == "upsample":
            modules.add_module(f"upsample_{i}", nn.Upsample(scale_factor=int(module_def["stride"])))
        elif module_def["type"] == "route":
            layers = [int(x) for x in module_def["layers"].split(",")]
            filters = sum(output_filters[1:][k] for k in layers)
            modules.add_module(f"route_{i}", nn.Identity())
        elif module_def["type"] == "yolo":
            idxs = [int(x) for x in module_def["mask"].split(",")]
            anchors = [float(x) for x in module_def["anchors"].split(",")]
            anchors = [(anchors[2 * k], anchors[2 * k + 1]) for k in idxs]
            modules.add_module(f"yolo_{i}", YOLOLayer(anchors, int(module_def["classes"])))
        module_list.append(modules)
        output_filters.append(filters)
    return hyperparams, module_list


class YOLOLayer(nn.Module):
    def __init__(self, anchors, num_classes):
        super().__init__()
        self.anchors = anchors
        self.num_anchors = len(anchors)
        self.num_classes = num_classes

    def forward(self, x, targets):
        num_samples, grid_size = x.size(0), x.size(2)
        prediction = (
            x.view(num_samples, self.num_anchors, self.num_classes + 5, grid_size, grid_size)
            .permute(0, 1, 3, 4, 2)
            .contiguous()
        )
        xy = torch.sigmoid(prediction[..., :2])
        wh = prediction[..., 2:4]
        conf = torch.sigmoid(prediction[..., 4])
        cls = torch.sigmoid(prediction[..., 5:])
        obj = torch.zeros_like(conf)
        loss = 0
        for sample, label, cx, cy, w, h in targets.tolist():
            b, gx, gy = int(sample), int(cx * grid_size), int(cy * grid_size)
            obj[b, :, gy, gx] = 1
            frac = torch.tensor([cx * grid_size - gx, cy * grid_size - gy])
            loss = loss + F.mse_loss(xy[b, :, gy, gx], frac.expand(self.num_anchors, 2))
            loss = loss + F.mse_loss(wh[b, :, gy, gx], torch.tensor([w, h]).log().expand(self.num_anchors, 2))
            onehot = F.one_hot(torch.tensor(int(label)), self.num_classes).float()
            loss = loss + F.binary_cross_entropy(cls[b, :, gy, gx], onehot.expand(self.num_anchors, -1))
        return prediction, loss + F.binary_cross_entropy(conf, obj)


class Darknet(nn.Module):
    def __init__(self, config_path):
        super().__init__()
        self.module_defs = parse_model_config(config_path)
        self.hyperparams, self.module_list = create_modules(self.module_defs)

    def forward(self, x, targets):
        layer_outputs, total_loss = [], 0
        for module_def, module in zip(self.module_defs, self.module_list):
            if module_def["type"] in ("convolutional", "upsample"):
                x = module(x)
            elif module_def["type"] == "route":
                x = torch.cat([layer_outputs[int(k)] for k in module_def["layers"].split(",")], 1)
            elif module_def["type"] == "yolo":
                _, layer_loss = module[0](x, targets)
                total_loss = total_loss + layer_loss
            layer_outputs.append(x)
        return total_loss
