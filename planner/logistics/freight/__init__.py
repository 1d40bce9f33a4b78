"""A firm's freight: demand, network, first mile, main haul, chains."""
