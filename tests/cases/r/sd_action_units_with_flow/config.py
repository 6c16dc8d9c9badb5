from types import SimpleNamespace


def get_config():
    config = SimpleNamespace()
    config.AU = "04"
    config.OF = "None"
    config.image_size = 32
    config.num_classes = 1
    config.pretrained_model = "fold_0/OF_Horizontal/AU04.pth"
    return config
