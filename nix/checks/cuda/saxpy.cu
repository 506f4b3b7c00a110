// What a project's first file does: Thrust, a kernel of its own, the runtime.
#include <cuda_runtime.h>
#include <thrust/device_vector.h>
#include <thrust/sequence.h>
#include <thrust/sort.h>
#include <thrust/transform_reduce.h>

#include <cstdio>

__global__ void saxpy(float a, const float* x, float* y, int n) {
    const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < n) {
        y[i] = a * x[i] + y[i];
    }
}

int main() {
    int devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    if (status != cudaSuccess) {
        std::printf("no device: %s\n", cudaGetErrorName(status));
        return 0;
    }
    const int n = 1 << 20;
    thrust::device_vector<float> x(n), y(n, 1.0F);
    thrust::sequence(x.begin(), x.end());
    saxpy<<<(n + 255) / 256, 256>>>(2.0F, thrust::raw_pointer_cast(x.data()),
                                    thrust::raw_pointer_cast(y.data()), n);
    thrust::sort(y.begin(), y.end(), thrust::greater<float>());
    std::printf("largest: %.0f\n", static_cast<float>(y[0]));
}
