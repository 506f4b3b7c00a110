#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *count(PyObject *module, PyObject *text) {
  (void)module;
  const char *letters = PyUnicode_AsUTF8(text);
  if (letters == NULL)
    return NULL;
  long words = 0;
  for (int inside = 0; *letters != '\0'; ++letters) {
    if (*letters != ' ' && !inside)
      ++words;
    inside = *letters != ' ';
  }
  return PyLong_FromLong(words);
}

static PyMethodDef methods[] = {
    {"count", count, METH_O, "Count the words of a text."},
    {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_count", NULL, 0, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__count(void) { return PyModule_Create(&definition); }
