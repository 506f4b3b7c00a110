"""Project poetry18-science of the corpus."""
