"""The rooms around the work: the first page, accounts, the guides, what runs or failed, and the access log."""
