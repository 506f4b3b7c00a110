#include <stdio.h>
#include <zlib.h>

#include "greet.h"

int main(void) {
  /* zlib is an input of this project; its version shows that it was found. */
  return zlibVersion()[0] == '1' && puts(greet()) >= 0 ? 0 : 1;
}
