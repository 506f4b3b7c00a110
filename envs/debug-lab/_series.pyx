# cython: language_level=3
# distutils: language=c++
"""The Python face of series.hpp. It has two bugs, for docs/debugging.md to find."""

cdef extern from "series.hpp" namespace "lab" nogil:
    cdef cppclass CSeries "lab::Series":
        void append(double value) except +
        const double* values()
        size_t size()

    cdef cppclass CSummary "lab::Summary":
        double median()

    double mean(const double* values, size_t size)
    CSummary* summarize(const CSeries& series) except +


cdef class Window:
    """The last values of a series, without a copy of them."""

    cdef Series series
    cdef const double* first
    cdef size_t size

    def mean(self):
        """Their mean."""
        return mean(self.first, self.size)


cdef class Series:
    """Measurements of one sensor."""

    cdef CSeries values

    def append(self, double value):
        """Add one at the end."""
        self.values.append(value)

    def window(self, size_t size):
        """The last `size` values."""
        cdef Window window = Window()
        window.series = self
        window.size = min(size, self.values.size())
        window.first = self.values.values() + self.values.size() - window.size
        return window

    def median(self):
        """The value in the middle."""
        cdef CSummary* summary = summarize(self.values)
        return summary.median()
