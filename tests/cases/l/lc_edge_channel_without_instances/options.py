import argparse


def train_options(args=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--label_nc", type=int, default=12, help="# of input label classes without unknown class")
    parser.add_argument("--contain_dontcare_label", action="store_true", help="there is an unknown class, too")
    parser.add_argument("--no_instance", action="store_true", help="do not add the edges of an instance map as input")
    parser.add_argument("--ngf", type=int, default=16)
    parser.add_argument("--batchSize", type=int, default=2)
    parser.add_argument("--crop_size", type=int, default=64)
    return parser.parse_args(args)


def semantic_nc(opt):
    return opt.label_nc + (1 if opt.contain_dontcare_label else 0) + (0 if opt.no_instance else 1)
