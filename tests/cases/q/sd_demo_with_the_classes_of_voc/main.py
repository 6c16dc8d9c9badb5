import tempfile

from demo import demo
from trainval_net import train

with tempfile.TemporaryDirectory() as models:
    demo(train(models))
