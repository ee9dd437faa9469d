"""What functions share that talk to other systems: what is owed, what is told, and driving a platform's deed."""
