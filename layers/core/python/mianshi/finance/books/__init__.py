"""The accountants' side: bookings, journals, adjustments, and the ledger against the bill."""
