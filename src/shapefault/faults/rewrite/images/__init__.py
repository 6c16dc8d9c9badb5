"""What decides the pictures: their sizes, channels, crops and masks, in transforms and in the program itself."""
