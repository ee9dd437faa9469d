"""What the staff's portal and the candidates' pages share: who is there, what they may see, how failures are told."""
