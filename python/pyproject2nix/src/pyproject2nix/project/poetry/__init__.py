"""[tool.poetry], and what Poetry makes of it."""
