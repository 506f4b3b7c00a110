"""Reading files that somebody else wrote: of a limited size, and checked."""
