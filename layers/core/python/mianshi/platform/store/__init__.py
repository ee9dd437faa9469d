"""The one table. Records go in and come out; PynamoDB stays inside."""
