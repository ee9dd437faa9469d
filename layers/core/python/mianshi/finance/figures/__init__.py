"""What finance asks about: costs per hire, savings, return, forecasts, and the customer's own figures."""
