from types import SimpleNamespace


class TestOptions:
    def __init__(self):
        self.values = dict(
            name="people",
            image_size=512,
            latent_size=512,
            ngf=8,
        )

    def parse(self):
        return SimpleNamespace(**self.values)
