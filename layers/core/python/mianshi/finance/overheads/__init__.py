"""What no single interview uses: instances that wake and wait, bytes that are kept, charges that stand."""
