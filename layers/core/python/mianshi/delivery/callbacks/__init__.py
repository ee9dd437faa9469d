"""What platforms call back with: verified, decrypted, read, and answered. One module for each platform."""
