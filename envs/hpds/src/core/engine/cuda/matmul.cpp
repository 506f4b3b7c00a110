#include <cublas_v2.h>

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/cuda/engine.hpp"
#include "engine/cuda/floats.hpp"

namespace hpds::cuda {
namespace {

void check(cublasStatus_t status, const char* call, const char* file, int line) {
    if (status != CUBLAS_STATUS_SUCCESS) {
        throw Error(std::string(file) + ":" + std::to_string(line) + ": " + call + ": " +
                    cublasGetStatusName(status) + ": " + cublasGetStatusString(status));
    }
}

#define HPDS_CUBLAS_TRY(call) check((call), #call, __FILE__, __LINE__)

// Making a handle takes longer than a small product, and one must not serve two threads at once: so
// those that nobody uses are kept, by device, until the process ends.
class Handles {
  public:
    static Handles& all() {
        // Never destroyed: CUDA is gone before static objects are.
        static Handles* const handles = new Handles;
        return *handles;
    }

    // A handle of the current device.
    cublasHandle_t take(int device) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            // For all that are in use, so that keep() needs no memory.
            kept_.reserve(++taken_);
            for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
                if (kept->first == device) {
                    const cublasHandle_t handle = kept->second;
                    kept_.erase(kept);
                    return handle;
                }
            }
        }
        cublasHandle_t handle = nullptr;
        HPDS_CUBLAS_TRY(cublasCreate(&handle));
        return handle;
    }

    void keep(int device, cublasHandle_t handle) noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        --taken_;
        kept_.emplace_back(device, handle);
    }

  private:
    std::mutex mutex_;
    std::size_t taken_ = 0;
    std::vector<std::pair<int, cublasHandle_t>> kept_;
};

class Handle {
  public:
    explicit Handle(Place place) : device_(place.device), handle_(Handles::all().take(device_)) {
        HPDS_CUBLAS_TRY(cublasSetStream(handle_, place.stream));
    }
    ~Handle() { Handles::all().keep(device_, handle_); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    cublasHandle_t get() const { return handle_; }

  private:
    int device_;
    cublasHandle_t handle_;
};

}  // namespace

void matmul(DType dtype, const void* a, const void* b, void* c, std::size_t m, std::size_t k,
            std::size_t n, Place place) {
    dispatch_floats("matmul", dtype, [&](auto type) {
        using T = typename decltype(type)::type;
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            HPDS_CUDA_TRY(cudaMemsetAsync(c, 0, m * n * sizeof(T), place.stream));
            return;
        }
        const Handle handle(place);
        const T one = 1, zero = 0;
        const auto rows = static_cast<std::int64_t>(m), depth = static_cast<std::int64_t>(k),
                   columns = static_cast<std::int64_t>(n);
        // cuBLAS counts along columns, where this is the product of the transposed in reverse.
        const auto product = [&](auto gemm) {
            return gemm(handle.get(), CUBLAS_OP_N, CUBLAS_OP_N, columns, rows, depth, &one,
                        static_cast<const T*>(b), columns, static_cast<const T*>(a), depth, &zero,
                        static_cast<T*>(c), columns);
        };
        if constexpr (std::is_same_v<T, float>) {
            HPDS_CUBLAS_TRY(product(cublasSgemm_64));
        } else {
            HPDS_CUBLAS_TRY(product(cublasDgemm_64));
        }
    });
}

}  // namespace hpds::cuda
