/*
 * logdisk: a volume of one file, "disk", which records every write and every flush with its time, so that the states which a
 * power cut could have left behind can be made afterwards. A loop device on top of the file turns block writes into writes
 * here, and block flushes into fsync here.
 *
 *   logdisk LOG SIZE MOUNTPOINT [fuse options]
 *
 * LOG gets records: magic 'W' or 'F' (1 octet), nanoseconds of the wall clock (8), offset (8), length (4), little endian, then
 * the data of a 'W'. The content itself is kept in memory, sparse, in 64 KiB pieces. Runs single-threaded (-s).
 */
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <errno.h>
#include <fuse3/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define PIECE (64 * 1024)

static FILE *record;
static int64_t size;
static char **pieces;

static void note(char kind, int64_t offset, uint32_t length, const char *data) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t nanos = now.tv_sec * 1000000000LL + now.tv_nsec;
    fwrite(&kind, 1, 1, record);
    fwrite(&nanos, 8, 1, record);
    fwrite(&offset, 8, 1, record);
    fwrite(&length, 4, 1, record);
    if (data) fwrite(data, 1, length, record);
}

static int do_getattr(const char *path, struct stat *st, struct fuse_file_info *fi) {
    (void)fi;
    memset(st, 0, sizeof *st);
    if (!strcmp(path, "/")) {
        st->st_mode = S_IFDIR | 0755;
        st->st_nlink = 2;
    } else if (!strcmp(path, "/disk")) {
        st->st_mode = S_IFREG | 0600;
        st->st_nlink = 1;
        st->st_size = size;
    } else {
        return -ENOENT;
    }
    return 0;
}

static int do_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *fi, enum fuse_readdir_flags flags) {
    (void)offset; (void)fi; (void)flags;
    if (strcmp(path, "/")) return -ENOENT;
    fill(buffer, ".", NULL, 0, 0);
    fill(buffer, "..", NULL, 0, 0);
    fill(buffer, "disk", NULL, 0, 0);
    return 0;
}

static int do_open(const char *path, struct fuse_file_info *fi) {
    if (strcmp(path, "/disk")) return -ENOENT;
    fi->direct_io = 1;
    return 0;
}

static int do_read(const char *path, char *out, size_t length, off_t offset, struct fuse_file_info *fi) {
    (void)path; (void)fi;
    if (offset >= size) return 0;
    if ((int64_t)(offset + length) > size) length = size - offset;
    for (size_t done = 0; done < length;) {
        int64_t at = offset + done;
        size_t within = at % PIECE, n = PIECE - within;
        if (n > length - done) n = length - done;
        char *piece = pieces[at / PIECE];
        if (piece) memcpy(out + done, piece + within, n); else memset(out + done, 0, n);
        done += n;
    }
    return length;
}

static int do_write(const char *path, const char *in, size_t length, off_t offset, struct fuse_file_info *fi) {
    (void)path; (void)fi;
    if ((int64_t)(offset + length) > size) return -ENOSPC;
    for (size_t done = 0; done < length;) {
        int64_t at = offset + done;
        size_t within = at % PIECE, n = PIECE - within;
        if (n > length - done) n = length - done;
        if (!pieces[at / PIECE] && !(pieces[at / PIECE] = calloc(1, PIECE))) return -ENOMEM;
        memcpy(pieces[at / PIECE] + within, in + done, n);
        done += n;
    }
    note('W', offset, length, in);
    return length;
}

static int do_fsync(const char *path, int data_only, struct fuse_file_info *fi) {
    (void)path; (void)data_only; (void)fi;
    note('F', 0, 0, NULL);
    fflush(record);
    return 0;
}

static const struct fuse_operations operations = {
    .getattr = do_getattr, .readdir = do_readdir, .open = do_open, .read = do_read, .write = do_write, .fsync = do_fsync,
};

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: logdisk LOG SIZE MOUNTPOINT [fuse options]\n");
        return 64;
    }
    size = atoll(argv[2]);
    if (!(record = fopen(argv[1], "wb"))) {
        perror(argv[1]);
        return 73;
    }
    setvbuf(record, NULL, _IOFBF, 1 << 20);
    pieces = calloc(size / PIECE + 1, sizeof *pieces);
    argv[2] = argv[0];
    int result = fuse_main(argc - 2, argv + 2, &operations, NULL);
    fclose(record);
    return result;
}
