// Marks functions that device code calls as well.
#pragma once

#ifdef __CUDACC__
#define HPDS_HOST_DEVICE __host__ __device__
#else
#define HPDS_HOST_DEVICE
#endif
