"""Projects written for the purpose, their locks, and what installers make of them."""
