import tempfile
from argparse import Namespace

import predict
import train_res50_fpn

with tempfile.TemporaryDirectory() as folder:
    weights = train_res50_fpn.main(Namespace(num_classes=1, output_dir=folder))
    predict.main(weights)
