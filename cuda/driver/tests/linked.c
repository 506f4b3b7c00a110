/* A program that is linked with the driver, as those of `-lcuda` are. */
#include <stdio.h>

int cuDriverGetVersion(int* version);

int main(void) {
    int version = 0;
    int status = cuDriverGetVersion(&version);
    printf("interface %d\n", version);
    return status;
}
