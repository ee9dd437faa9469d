"""The accounting office: lines are written, days added up, months closed, budgets watched. It serves every function."""
