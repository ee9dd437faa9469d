"""From a request to its answer, whatever it is about: who calls, how often, what came along, what is refused."""
