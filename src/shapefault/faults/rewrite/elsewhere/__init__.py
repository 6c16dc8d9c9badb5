"""As the program has it in another place: another branch, another call, the name that was meant."""
