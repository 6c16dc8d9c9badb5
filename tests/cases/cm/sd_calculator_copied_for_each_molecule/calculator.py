import torch

from potential import Potential


class Calculator:
    """Energies (eV) and forces (eV / Angstrom) of one molecule; keeps the last result."""

    def __init__(self, load_path, stress_weight=0.0):
        self.potential = Potential.from_checkpoint(load_path)
        self.stress_weight = stress_weight
        self.results = {}

    def __getstate__(self):
        state = self.__dict__.copy()
        potential = state.pop("potential")
        state["potential_state"] = potential.model.state_dict()
        state["model_args"] = potential.model_args
        return state

    def __setstate__(self, state):
        weights = state.pop("potential_state")
        model_args = state.pop("model_args")
        self.__dict__.update(state)
        self.results = {}
        self.potential = Potential.from_checkpoint()
        self.potential.model.load_state_dict(weights)

    def calculate(self, numbers, positions):
        positions = positions.clone().requires_grad_(True)
        energy = self.potential.model(numbers, positions)
        (gradient,) = torch.autograd.grad(energy, positions)
        self.results = {"energy": energy.item(), "forces": -gradient}
        return self.results
