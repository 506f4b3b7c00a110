from setuptools import Extension, setup

setup(ext_modules=[Extension("words._count", ["src/words/_count.c"])])
