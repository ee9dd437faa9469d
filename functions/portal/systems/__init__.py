"""Other systems: connections, partners with their keys, and the standard file of a job."""
