import tempfile

from learner import Learner
from pets import BREEDS, PetBunch, add_breeds

images = tempfile.TemporaryDirectory()
models = tempfile.TemporaryDirectory()

add_breeds(images.name, BREEDS)
data = PetBunch(images.name)
learn = Learner(data, models.name)
learn.fit(1)
learn.save("stage-1")

# more photos arrived
add_breeds(images.name, ["shiba_inu", "Russian_Blue", "yorkshire_terrier"])
data = PetBunch(images.name)
print(data.c, "classes")
learn = Learner(data, models.name)
learn.load("stage-1")
learn.fit(1)
