"""The only room that touches AWS, the network, the environment and the clock."""
