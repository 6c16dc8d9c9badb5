import argparse


class TrainOptions:
    def __init__(self):
        self.parser = argparse.ArgumentParser()
        self.parser.add_argument("--dataset", type=str, default="places2")
        self.parser.add_argument("--img_shapes", type=str, default="512,512,3")
        self.parser.add_argument("--mask_shapes", type=str, default="128,128")
        self.parser.add_argument("--batch_size", type=int, default=2)
        self.parser.add_argument("--g_cnum", type=int, default=8)
        self.parser.add_argument("--d_cnum", type=int, default=8)
        self.parser.add_argument("--lr", type=float, default=1e-5)
        self.parser.add_argument("--lambda_adv", type=float, default=1e-3)
        self.parser.add_argument("--max_iters", type=int, default=2)

    def parse(self):
        opt = self.parser.parse_args()
        opt.img_shapes = [int(x) for x in opt.img_shapes.split(",")]
        opt.mask_shapes = [int(x) for x in opt.mask_shapes.split(",")]
        return opt
