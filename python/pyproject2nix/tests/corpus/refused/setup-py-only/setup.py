from setuptools import setup

setup(name="sample", install_requires=["dep"])
