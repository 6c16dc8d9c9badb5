import tempfile

from agent import DCGANAgent
from celeba import write_faces

config = dict(
    batch_size=4,
    image_size=64,
    g_input_size=100,
    num_filt_g=16,
    num_filt_d=16,
    input_channels=3,
    learning_rate=2e-4,
    max_epoch=1,
)

with tempfile.TemporaryDirectory() as folder:
    write_faces(folder, 12)
    DCGANAgent(config, folder).run()
