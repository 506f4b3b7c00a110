from words._count import count as count
