"""Hiring rules without a clock or a network: stages, funnels, bands, slots, calendars, spreadsheets of candidates."""
