"""Pydantic records that cross a wall. Import them from their own module."""
