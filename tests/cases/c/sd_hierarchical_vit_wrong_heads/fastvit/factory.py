from . import hub
from .network import HierarchicalViT

CONFIGS = {
    "faster_0_224": dict(dim=16, depths=(1, 1), num_heads=(2, 4)),
    "faster_4_224": dict(dim=32, depths=(1, 2), num_heads=(2, 4)),
}


def create_model(name, pretrained=False, num_classes=100):
    model = HierarchicalViT(num_classes=num_classes, **CONFIGS[name])
    if pretrained:
        state = hub.fetch(name)
        model.load_state_dict(state)
    return model
