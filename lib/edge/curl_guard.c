#include "edge/curl_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct range {
    uint32_t address;
    int bits;
};

static bool is_private_4(uint32_t address)
{
    static const struct range ranges[] = {
        { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
        { 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0a80000, 16 },
        { 0xc6120000, 15 }, { 0xe0000000, 3 },
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        uint32_t mask = ~(uint32_t)0 << (32 - ranges[i].bits);
        if ((address & mask) == ranges[i].address)
            return true;
    }
    return false;
}

static uint32_t read_4(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool is_private_6(const struct in6_addr *address)
{
    static const unsigned char nat64[] = { 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0 };
    const unsigned char *bytes = address->s6_addr;

    if (IN6_IS_ADDR_UNSPECIFIED(address) || IN6_IS_ADDR_LOOPBACK(address) ||
        IN6_IS_ADDR_LINKLOCAL(address) || IN6_IS_ADDR_SITELOCAL(address) ||
        IN6_IS_ADDR_MULTICAST(address) || (bytes[0] & 0xfe) == 0xfc)
        return true;
    if (IN6_IS_ADDR_V4MAPPED(address) || IN6_IS_ADDR_V4COMPAT(address) ||
        memcmp(bytes, nat64, sizeof nat64) == 0)
        return is_private_4(read_4(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4 */
        return is_private_4(read_4(bytes + 2));
    return false;
}

bool curl_guard_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_private_4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return is_private_6(&((const struct sockaddr_in6 *)address)->sin6_addr);
    return true;
}

static curl_socket_t on_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct curl_guard *guard = context;

    (void)purpose; /* there is only one */
    if (!guard->allow_private && curl_guard_is_private(&address->addr)) {
        const void *bytes = address->family == AF_INET
                                ? (const void *)&((struct sockaddr_in *)&address->addr)->sin_addr
                                : (const void *)&((struct sockaddr_in6 *)&address->addr)->sin6_addr;
        if (inet_ntop(address->family, bytes, guard->refused, sizeof guard->refused) == NULL)
            snprintf(guard->refused, sizeof guard->refused, "of family %d", address->family);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void curl_guard_apply(CURL *easy, struct curl_guard *guard, const char *ca_file)
{
    guard->refused[0] = '\0';
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, guard);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (ca_file != NULL)
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
}

int curl_guard_fault(const struct curl_guard *guard, CURLcode code, const char *detail,
                     struct fault *fault)
{
    if (guard->refused[0] != '\0')
        return fault_set(fault, FAULT_AWAY,
                         "the address %s leads inside, and 'allow-private' is not set for it",
                         guard->refused);
    enum fault_kind kind = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL
                               ? FAULT_SETUP
                               : FAULT_AWAY;
    return fault_set(fault, kind, "%s", detail[0] != '\0' ? detail : curl_easy_strerror(code));
}
