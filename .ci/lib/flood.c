/*
 * flood: sends datagrams to a port of 127.0.0.1 at a rate, whatever becomes of them.
 *
 *   flood PORT RATE SECONDS FILE
 *
 * RATE is datagrams a second. FILE holds those to send, over and over, each behind its length in two octets, the higher one
 * first. Who falls behind catches up. Prints how many were sent.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, MOST = 4096 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    static unsigned char octets[1 << 20];
    static struct iovec parts[MOST];
    struct mmsghdr batch[BATCH] = {0};
    if (argc != 5)
        return 64;
    double rate = atof(argv[2]), seconds = atof(argv[3]);
    FILE *file = fopen(argv[4], "rb");
    size_t length = file ? fread(octets, 1, sizeof octets, file) : 0;
    int count = 0;
    for (size_t at = 0; at + 2 <= length && count < MOST; count++) {
        size_t size = octets[at] << 8 | octets[at + 1];
        if (at + 2 + size > length)
            return 65;
        parts[count] = (struct iovec){octets + at + 2, size};
        at += 2 + size;
    }
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (count == 0 || s < 0 || connect(s, (struct sockaddr *)&to, sizeof to))
        return 66;
    long sent = 0;
    double start = now();
    for (double passed = 0; passed < seconds; passed = now() - start) {
        if ((long)(passed * rate) - sent < BATCH) {
            usleep(500);
            continue;
        }
        for (int i = 0; i < BATCH; i++) {
            batch[i].msg_hdr.msg_iov = &parts[(sent + i) % count];
            batch[i].msg_hdr.msg_iovlen = 1;
        }
        int n = sendmmsg(s, batch, BATCH, MSG_DONTWAIT);
        if (n > 0)
            sent += n;
        else
            usleep(100); /* no room for them now */
    }
    printf("%ld\n", sent);
    return 0;
}
