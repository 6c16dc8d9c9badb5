class Config:
    def __init__(self):
        self.bb = "resnet50"
        self.mul_scl_ipt = "cat"
        self.cxt_num = 3
        self.batch_size = 4
        self.size = 64
        self.lateral_channels_in_collection = {
            "resnet50": [64, 32, 16, 4],
            "swin_small": [48, 24, 12, 6],
        }[self.bb]
        if self.mul_scl_ipt == "cat":
            self.lateral_channels_in_collection = [c * 2 for c in self.lateral_channels_in_collection]
        self.cxt = self.lateral_channels_in_collection[1:][::-1][-self.cxt_num:]
