class LoadConfig:
    """Settings of the destruction-and-construction classifier."""

    def __init__(self, dataset, version):
        self.dataset = dataset
        self.numcls = {"CUB": 200, "STCAR": 196, "SHIP": 6}[dataset]
        self.train = version == "train"
        self.swap_num = [7, 7]
        self.crop_resolution = 112
        self.use_dcl = True
        self.cls_2 = True
        self.cls_2xmul = False
