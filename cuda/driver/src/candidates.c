/* Print, as JSON, what the search for the host's driver finds and what it refuses.
 *
 *   driver-candidates [--root DIRECTORY] [NAME…]
 *
 * The search is the audit library's own. NAMEs are libraries, by default those that programs ask
 * for. Exit status: 0, also where nothing is found; 2 for arguments that are not understood. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search.h"

static const char* const NAMES[] = {
    "libcuda.so.1",
    "libnvidia-ml.so.1",
    "libnvidia-ptxjitcompiler.so.1",
    "libdxcore.so",
};

/* A JSON string; null for NULL. Bytes that are not ASCII pass as they are: paths have no encoding.
 */
static void print_text(const char* text) {
    if (!text) {
        printf("null");
        return;
    }
    putchar('"');
    for (const unsigned char* at = (const unsigned char*)text; *at; at++) {
        if (*at == '"' || *at == '\\')
            printf("\\%c", *at);
        else if (*at < 0x20)
            printf("\\u%04x", *at);
        else
            putchar(*at);
    }
    putchar('"');
}

static void print_member(const char* name, const char* value, const char* end) {
    print_text(name);
    printf(": ");
    print_text(value);
    printf("%s", end);
}

static const char* or_null(const char* text) {
    return text[0] ? text : NULL;
}

static void print_candidate(void* context, const struct candidate* candidate) {
    int* count = context;
    printf("%s\n        {", (*count)++ ? "," : "");
    print_member("place", candidate->place, ", ");
    print_member("path", candidate->path, ", ");
    print_member("file", or_null(candidate->file), ", ");
    print_member("release", or_null(candidate->version), ", ");
    printf("\"of_other_release\": %s, ", candidate->other_release ? "true" : "false");
    print_member("refusal", candidate->refusal, "}");
}

static void print_library(const struct search* search, const char* name) {
    char path[PATH_SIZE];
    int count = 0;
    printf("    {\n      ");
    print_member("name", name, ",\n      \"candidates\": [");
    bool found = search_find(search, name, path, print_candidate, &count);
    printf("%s],\n      ", count ? "\n      " : "");
    print_member("chosen", found ? path : NULL, "\n    }");
}

int main(int count, char** arguments) {
    const char* root = "";
    int first = 1;
    if (count > 2 && !strcmp(arguments[1], "--root")) {
        root = strcmp(arguments[2], "/") ? arguments[2] : "";
        first = 3;
    }
    for (int i = first; i < count; i++) {
        if (name_is_driver(arguments[i])) continue;
        fprintf(stderr,
                "error: driver-candidates: %s: not a library of the driver; give names like %s\n",
                arguments[i], NAMES[0]);
        return 2;
    }
    struct search search;
    search_begin(&search, root, getenv(SETTING));
    printf("{\n  \"version\": 1,\n  ");
    print_member("setting", search.setting, ",\n  ");
    print_member("kernel", or_null(search.kernel), ",\n  \"places\": [\n    ");
    print_text(SETTING);
    for (size_t i = 0; search_place(i); i++) {
        printf(",\n    ");
        print_text(search_place(i));
    }
    printf("\n  ],\n  \"libraries\": [\n");
    size_t names = first < count ? (size_t)(count - first) : sizeof NAMES / sizeof *NAMES;
    for (size_t i = 0; i < names; i++) {
        print_library(&search, first < count ? arguments[(size_t)first + i] : NAMES[i]);
        printf("%s\n", i + 1 < names ? "," : "");
    }
    printf("  ]\n}\n");
    return 0;
}
