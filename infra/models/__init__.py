"""Fetching of model weights at set-up; nothing here runs in the cloud."""
