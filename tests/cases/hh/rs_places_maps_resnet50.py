import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import FakeData

torch.manual_seed(0)

features_blobs = []


def hook_feature(module, input, output):
    features_blobs.append(output.detach())


def load_model():
    model = models.resnet50(weights=None, num_classes=365, replace_stride_with_dilation=[False, False, True])
    model.eval()
    model.layer4.register_forward_hook(hook_feature)
    return model


def discriminative_maps(conv_maps, weights, labels, topk=3):
    """weighted sum of the last feature maps for the most likely scenes"""
    maps = []
    for k in range(conv_maps.size(0)):
        w = weights[labels[k, :topk]]
        maps.append(torch.einsum("tc,chw->thw", w, conv_maps[k]).mean(0))
    return torch.stack(maps)


tf = transforms.Compose([
    transforms.Resize((224, 224)),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
dataset = FakeData(size=4, image_size=(3, 256, 256), num_classes=365, transform=tf)
loader = DataLoader(dataset, batch_size=2, shuffle=False)

model = load_model()
linear_layer = model.fc
weight_softmax = linear_layer.weight.detach()

dis_maps = []
with torch.no_grad():
    for images, _ in loader:
        features_blobs.clear()
        model(images)
        conv_maps = features_blobs[0]
        pooled = nn.AvgPool2d(kernel_size=14)(conv_maps).view(-1, 512)
        logits = linear_layer(pooled)
        order = logits.softmax(1).argsort(1, descending=True)
        dis_maps.append(discriminative_maps(conv_maps, weight_softmax, order))

dis_maps = torch.cat(dis_maps)
print("maps", tuple(dis_maps.shape), dis_maps.mean().item())
