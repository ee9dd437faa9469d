"""What interviews cost: looked at, put into files, adjusted, booked, budgeted and held against AWS's bill."""
