#include "elf_file.h"

#include <elf.h>
#include <link.h>

#include "sys.h"

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#endif

enum { MAX_SEGMENTS = 64, MAX_DYNAMIC = 4096 };

struct image {
    int fd;
    uint64_t size;
    int segments;
    ElfW(Phdr) segment[MAX_SEGMENTS];
};

static bool inside(uint64_t offset, uint64_t count, uint64_t size) {
    return offset <= size && count <= size - offset;
}

/* Where in the file the byte at ADDRESS is. */
static bool file_offset(const struct image* image, uint64_t address, uint64_t* offset) {
    for (int i = 0; i < image->segments; i++) {
        const ElfW(Phdr)* segment = &image->segment[i];
        if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
            address - segment->p_vaddr < segment->p_filesz) {
            *offset = segment->p_offset + (address - segment->p_vaddr);
            return true;
        }
    }
    return false;
}

static const char* read_header(struct image* image) {
    ElfW(Ehdr) header;
    if (!sys_read_at(image->fd, &header, sizeof header, 0)) return "too short for an ELF file";
    for (int i = 0; i < SELFMAG; i++)
        if (header.e_ident[i] != ELFMAG[i]) return "not an ELF file";
    if (header.e_ident[EI_CLASS] != ELFCLASS64) return "not a 64-bit library";
    if (header.e_ident[EI_DATA] != ELFDATA2LSB) return "not little-endian";
    if (header.e_machine != MACHINE) return "for another processor";
    if (header.e_type != ET_DYN) return "not a shared library";
    if (header.e_phentsize != sizeof(ElfW(Phdr)) || header.e_phnum == 0 ||
        header.e_phnum > MAX_SEGMENTS)
        return "program headers are not those of a library";
    image->segments = header.e_phnum;
    size_t count = header.e_phnum * sizeof(ElfW(Phdr));
    if (!inside(header.e_phoff, count, image->size) ||
        !sys_read_at(image->fd, image->segment, count, header.e_phoff))
        return "truncated: the program headers are missing";
    for (int i = 0; i < image->segments; i++)
        if (!inside(image->segment[i].p_offset, image->segment[i].p_filesz, image->size))
            return "truncated: a segment ends after the file";
    return NULL;
}

static const char* read_soname(const struct image* image, const ElfW(Phdr) * dynamic,
                               char soname[SONAME_SIZE]) {
    uint64_t strings = 0, name = 0, offset;
    bool has_strings = false, has_name = false;
    ElfW(Dyn) block[32]; /* a library has about 30 */
    uint64_t entries = dynamic->p_filesz / sizeof(ElfW(Dyn));
    if (entries > MAX_DYNAMIC) return "its dynamic section is not that of a library";
    for (uint64_t i = 0; i < entries; i++) {
        const ElfW(Dyn)* entry = &block[i % 32];
        uint64_t left = entries - i < 32 ? entries - i : 32;
        if (i % 32 == 0 && !sys_read_at(image->fd, block, left * sizeof *block,
                                        dynamic->p_offset + i * sizeof *block))
            return "truncated: the dynamic section is missing";
        if (entry->d_tag == DT_NULL) break;
        if (entry->d_tag == DT_STRTAB) has_strings = true, strings = entry->d_un.d_ptr;
        if (entry->d_tag == DT_SONAME) has_name = true, name = entry->d_un.d_val;
    }
    if (!has_name) return NULL;
    if (!has_strings || !file_offset(image, strings + name, &offset))
        return "its own name lies outside the file";
    uint64_t count = image->size - offset < SONAME_SIZE ? image->size - offset : SONAME_SIZE;
    if (!sys_read_at(image->fd, soname, count, offset)) count = 0;
    for (uint64_t i = 0; i < count; i++)
        if (!soname[i]) return NULL;
    soname[0] = 0;
    return "its own name does not end";
}

const char* elf_refusal(int fd, char soname[SONAME_SIZE]) {
    soname[0] = 0;
    int64_t size = sys_size(fd);
    if (size < 0) return "not a regular file";
    struct image image = {.fd = fd, .size = (uint64_t)size};
    const char* wrong = read_header(&image);
    if (wrong) return wrong;
    for (int i = 0; i < image.segments; i++)
        if (image.segment[i].p_type == PT_DYNAMIC)
            return read_soname(&image, &image.segment[i], soname);
    return "has no dynamic section";
}
