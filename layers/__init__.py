"""What the world looks like: the layers, their promises, and the atlas that holds them."""
