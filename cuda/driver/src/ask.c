/* Load the driver as every program does, ask it, and print a line for each answer.
 *
 *   driver-ask [LIBRARY]        by default libcuda.so.1, found by the audit library
 *
 * A process of its own, since a broken driver may end it. Lines are written one by one, so that
 * the last of them tells how far it came:
 *
 *   error TEXT        the dynamic linker's reason
 *   library PATH      the file that was loaded
 *   init CODE         cuInit's answer
 *   interface N       cuDriverGetVersion: 13000 stands for CUDA 13.0
 *   devices N
 *   device NAME       one line each
 *   release TEXT      NVML's name of the driver: "580.95.05"
 */
#include <dlfcn.h>
#include <stdio.h>

enum { NAME_SIZE = 256 };

/* What NVML says the release is; without it there is no line. */
static void ask_nvml(void) {
    char text[NAME_SIZE] = "";
    void* library = dlopen("libnvidia-ml.so.1", RTLD_NOW);
    if (!library) return;
    int (*init)(void) = (int (*)(void))dlsym(library, "nvmlInit_v2");
    int (*release)(char*, unsigned) =
        (int (*)(char*, unsigned))dlsym(library, "nvmlSystemGetDriverVersion");
    if (init && release && !init() && !release(text, sizeof text)) printf("release %s\n", text);
}

int main(int count, char** arguments) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    void* library = dlopen(count > 1 ? arguments[1] : "libcuda.so.1", RTLD_NOW);
    if (!library) {
        printf("error %s\n", dlerror());
        return 0;
    }
    int (*init)(unsigned) = (int (*)(unsigned))dlsym(library, "cuInit");
    int (*interface)(int*) = (int (*)(int*))dlsym(library, "cuDriverGetVersion");
    int (*devices)(int*) = (int (*)(int*))dlsym(library, "cuDeviceGetCount");
    int (*name)(char*, int, int) = (int (*)(char*, int, int))dlsym(library, "cuDeviceGetName");
    Dl_info place;
    if (!init || !interface || !devices || !name) {
        printf("error it has no cuInit, cuDriverGetVersion, cuDeviceGetCount or cuDeviceGetName\n");
        return 0;
    }
    if (dladdr((void*)init, &place)) printf("library %s\n", place.dli_fname);
    int number = 0;
    int code = init(0);
    printf("init %d\n", code);
    if (!interface(&number)) printf("interface %d\n", number);
    if (code || devices(&number)) return 0;
    printf("devices %d\n", number);
    for (int i = 0; i < number; i++) {
        char text[NAME_SIZE] = "";
        if (!name(text, sizeof text, i)) printf("device %s\n", text);
    }
    ask_nvml();
    return 0;
}
