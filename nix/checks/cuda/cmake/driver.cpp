#include <cuda.h>

#include <cstdio>

int main() {
    int version = 0;
    const CUresult status = cuInit(0);
    cuDriverGetVersion(&version);
    std::printf("driver %d, status %d\n", version, status);
}
