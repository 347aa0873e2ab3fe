/* SNMPv3 authPriv of one user with SHA-256 (RFC 7860) and AES-128 (RFC 3826), for snmpload. Needs OpenSSL's libcrypto (libssl-dev).
 * One key pair, made once from discovery's engine id; hash states and cipher contexts are kept, so a message costs what it must. */
#include <openssl/evp.h>
#include <openssl/sha.h>
#define USM_MAC 24
static struct usm {
    const char *user, *auth, *priv; unsigned char engine[64]; int elen; uint32_t boots, time; double at; uint64_t salt;
    SHA256_CTX inner, outer; unsigned char key[32]; EVP_CIPHER_CTX *enc, *dec;
} usm;
static void usm_key(const char *pass, unsigned char *out) {                                    /* RFC 3414 section A.2 */
    unsigned char block[64]; size_t n = strlen(pass), at = 0; SHA256_CTX c; SHA256_Init(&c);
    if (!n) die("an empty passphrase");
    for (int i = 0; i < 1048576 / 64; i++) { for (int k = 0; k < 64; k++) block[k] = pass[at++ % n]; SHA256_Update(&c, block, 64); }
    SHA256_Final(out, &c);
    SHA256_Init(&c); SHA256_Update(&c, out, 32); SHA256_Update(&c, usm.engine, usm.elen); SHA256_Update(&c, out, 32); SHA256_Final(out, &c);
}
static void usm_keys(void) {
    unsigned char k[32], pad[64]; usm_key(usm.auth, k);
    for (int i = 0; i < 64; i++) pad[i] = (i < 32 ? k[i] : 0) ^ 0x36;
    SHA256_Init(&usm.inner); SHA256_Update(&usm.inner, pad, 64);
    for (int i = 0; i < 64; i++) pad[i] ^= 0x36 ^ 0x5c;
    SHA256_Init(&usm.outer); SHA256_Update(&usm.outer, pad, 64);
    usm_key(usm.priv, usm.key); usm.enc = EVP_CIPHER_CTX_new(); usm.dec = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(usm.enc, EVP_aes_128_cfb128(), 0, usm.key, 0); EVP_DecryptInit_ex(usm.dec, EVP_aes_128_cfb128(), 0, usm.key, 0);
}
static void usm_mac(const unsigned char *m, int n, unsigned char *out) {
    unsigned char h[32]; SHA256_CTX c = usm.inner; SHA256_Update(&c, m, n); SHA256_Final(h, &c);
    c = usm.outer; SHA256_Update(&c, h, 32); SHA256_Final(h, &c); memcpy(out, h, USM_MAC);
}
static void usm_iv(unsigned char *iv, uint32_t boots, uint32_t time, const unsigned char *salt) {
    for (int i = 0; i < 4; i++) { iv[i] = boots >> (24 - 8 * i); iv[4 + i] = time >> (24 - 8 * i); }
    memcpy(iv + 8, salt, 8);
}
static int usm_int(unsigned char *d, uint32_t v) { unsigned char b[5]; int n = 0; for (int i = 4; i >= 0; i--) { unsigned char x = i == 4 ? 0 : v >> (8 * i); if (n || x & 0x80 || i == 0) { if (!n && x & 0x80) b[n++] = 0; b[n++] = x; } } return tlv(d, 2, b, n); }
/* a whole message around a PDU; sealed or, for discovery, in the clear and without a user */
static int usm_message(unsigned char *out, uint32_t id, const unsigned char *pdu, int n, int sealed) {
    static unsigned char a[9000], b[9000], c[9000]; unsigned char salt[8], x; int k = 0, m;
    if (n > 8000) die("a request of %d octets", n);
    uint32_t time = usm.time + (uint32_t)(now_s() - usm.at);
    k = tlv(a, 4, usm.engine, usm.elen); k += tlv(a + k, 4, (unsigned char *)"", 0); memcpy(a + k, pdu, n); k += n; m = tlv(b, 0x30, a, k);   /* scoped PDU */
    if (sealed) {
        unsigned char iv[16]; int l = 0; usm.salt++; for (int i = 0; i < 8; i++) salt[i] = usm.salt >> (56 - 8 * i);
        usm_iv(iv, usm.boots, time, salt); EVP_EncryptInit_ex(usm.enc, 0, 0, 0, iv); EVP_EncryptUpdate(usm.enc, c, &l, b, m); m = tlv(b, 4, c, l);
    }
    unsigned char p[256], q[256], zero[USM_MAC] = { 0 }; int pl = tlv(p, 4, usm.engine, usm.elen);
    pl += usm_int(p + pl, sealed ? usm.boots : 0); pl += usm_int(p + pl, sealed ? time : 0);
    pl += tlv(p + pl, 4, (unsigned char *)usm.user, sealed ? strlen(usm.user) : 0);
    pl += tlv(p + pl, 4, zero, sealed ? USM_MAC : 0); int mac = pl - USM_MAC; pl += tlv(p + pl, 4, salt, sealed ? 8 : 0);
    int ql = tlv(q, 0x30, p, pl); mac += ql - pl;
    k = usm_int(a, id); k += usm_int(a + k, 65507); x = sealed ? 7 : 4; k += tlv(a + k, 4, &x, 1); k += usm_int(a + k, 3);
    int h = usm_int(c, 3); h += tlv(c + h, 0x30, a, k); int ol = tlv(a, 4, q, ql); memcpy(c + h, a, ol); mac += h + ol - ql; h += ol;
    memcpy(c + h, b, m); h += m; int all = tlv(out, 0x30, c, h); mac += all - h;
    if (sealed) usm_mac(out, all, out + mac);
    return all;
}
/* checks and opens a message in place; the PDU in it, or null when it is not authentic */
static const unsigned char *usm_open(unsigned char *m, int n, int discovery) {
    int t, l, sl; uint32_t boots = 0, time = 0; const unsigned char *p = rd(m, &t, &l), *e, *mac, *salt; p = rd(p, &t, &l); p += l; p = rd(p, &t, &l); p += l;
    p = rd(p, &t, &l); p = rd(p, &t, &l); e = p; p = rd(p, &t, &l);
    if (discovery) { if (l > 64) die("an engine id of %d octets", l); memcpy(usm.engine, p, usm.elen = l); }
    p += l; p = rd(p, &t, &l); while (l--) boots = boots << 8 | *p++; p = rd(p, &t, &l); while (l--) time = time << 8 | *p++;
    p = rd(p, &t, &l); p += l; mac = p = rd(p, &t, &l); p += l; int ml = l; salt = p = rd(p, &t, &sl); p += sl;
    if (discovery) { usm.boots = boots; usm.time = time; usm.at = now_s(); return m; }
    if (ml != USM_MAC || sl != 8) return 0;
    unsigned char got[USM_MAC], want[USM_MAC], iv[16]; memcpy(got, mac, USM_MAC); memset((void *)mac, 0, USM_MAC); usm_mac(m, n, want);
    if (memcmp(got, want, USM_MAC)) return 0;
    static unsigned char open[65536]; usm_iv(iv, boots, time, salt); p = rd(p, &t, &l); if (p + l > m + n) return 0;
    EVP_DecryptInit_ex(usm.dec, 0, 0, 0, iv); EVP_DecryptUpdate(usm.dec, open, &sl, p, l);
    p = rd(open, &t, &l); p = rd(p, &t, &l); p += l; p = rd(p, &t, &l); return p + l;
}
