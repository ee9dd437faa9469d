"""Privacy: policy profiles, consent, retention periods, and masking for logs."""
