// Merging sorted runs, split so that every thread gets an equal part of the output.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "parallel/pool.hpp"
#include "parallel/scratch.hpp"

namespace hpds {

// Two runs still to be merged, and where to.
template <class T>
struct Merge {
    const T *left, *left_end, *right, *right_end;
    T* out;

    // The smaller head moves to the output; no branch depends on which one it is.
    void step() {
        const bool from_right = *right < *left;
        *out++ = from_right ? *right : *left;
        left += !from_right;
        right += from_right;
    }

    bool both() const { return left != left_end && right != right_end; }

    void finish() {
        while (both()) {
            step();
        }
        out = std::copy(left, left_end, out);
        out = std::copy(right, right_end, out);
    }
};

// How many of the first `rank` outputs come from the left run.
template <class T>
std::size_t left_part(const T* left, std::size_t lefts, const T* right, std::size_t rights,
                      std::size_t rank) {
    std::size_t low = rank > rights ? rank - rights : 0;
    std::size_t high = std::min(rank, lefts);
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (right[rank - middle - 1] < left[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

// Outputs [begin, end) of merging the two runs. The two halves are merged alternately, because one
// merge alone waits for its own last comparison at every step.
template <class T>
void merge_range(const T* left, std::size_t lefts, const T* right, std::size_t rights, T* out,
                 std::size_t begin, std::size_t end) {
    const std::size_t middle = begin + (end - begin) / 2;
    const std::size_t l0 = left_part(left, lefts, right, rights, begin);
    const std::size_t l1 = left_part(left, lefts, right, rights, middle);
    const std::size_t l2 = left_part(left, lefts, right, rights, end);
    Merge<T> first{left + l0, left + l1, right + (begin - l0), right + (middle - l1), out + begin};
    Merge<T> second{left + l1, left + l2, right + (middle - l1), right + (end - l2), out + middle};
    while (first.both() && second.both()) {
        first.step();
        second.step();
    }
    first.finish();
    second.finish();
}

// Merges neighbouring runs of `from` into `to`; `bounds` are the runs' ends with a leading 0, and
// become those of the merged runs.
template <class T>
void merge_round(const T* from, T* to, std::vector<std::size_t>& bounds, Pool& pool) {
    constexpr std::size_t part = std::size_t{1} << 15;
    struct Task {
        std::size_t left, right, right_end, begin, end;
    };
    std::vector<Task> tasks;
    std::vector<std::size_t> merged{0};
    for (std::size_t run = 0; run + 1 < bounds.size(); run += 2) {
        const std::size_t left = bounds[run], right = bounds[run + 1];
        const std::size_t right_end = run + 2 < bounds.size() ? bounds[run + 2] : right;
        for (std::size_t begin = 0; begin < right_end - left; begin += part) {
            const std::size_t end = std::min(begin + part, right_end - left);
            tasks.push_back({left, right, right_end, begin, end});
        }
        merged.push_back(right_end);
    }
    pool.blocks(tasks.size(), [&](std::size_t index) {
        const Task& task = tasks[index];
        merge_range(from + task.left, task.right - task.left, from + task.right,
                    task.right_end - task.right, to + task.left, task.begin, task.end);
    });
    bounds = std::move(merged);
}

// Sorts in `runs` parts, each by sort_run(first, count), and merges them.
template <class T, class SortRun>
void merge_sort(T* values, std::size_t count, std::size_t runs, Pool& pool, SortRun sort_run) {
    if (runs < 2) {
        sort_run(values, count);
        return;
    }
    std::vector<std::size_t> bounds;
    for (std::size_t run = 0; run <= runs; ++run) {
        bounds.push_back(count * run / runs);
    }
    bool odd = false;  // rounds of merging: each goes to the other buffer, the last to `values`
    for (std::size_t left = runs; left > 1; left = (left + 1) / 2) {
        odd = !odd;
    }
    const Scratch<T> scratch = make_scratch<T>(count);
    T* from = odd ? scratch.get() : values;
    T* to = odd ? values : scratch.get();
    pool.blocks(runs, [&](std::size_t run) {
        const std::size_t begin = bounds[run], size = bounds[run + 1] - begin;
        if (from != values) {
            std::memcpy(static_cast<void*>(from + begin), values + begin, size * sizeof(T));
        }
        sort_run(from + begin, size);
    });
    while (bounds.size() > 2) {
        merge_round(from, to, bounds, pool);
        std::swap(from, to);
    }
}

}  // namespace hpds
