#ifndef MCPPKG_CCURL_SHIM_H
#define MCPPKG_CCURL_SHIM_H

#include <curl/curl.h>

// Every call into libcurl goes through a `ccurl_` function: the variadic ones cannot be imported by
// Swift, and the others are here so that how the library is loaded is decided in this file alone.

/// The shape of the write and the header callback.
typedef size_t (*ccurl_receiver)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline const char *ccurl_describe(CURLcode code) { return curl_easy_strerror(code); }

static inline void *ccurl_easy_new(void) { return curl_easy_init(); }
static inline void ccurl_easy_free(void *easy) { curl_easy_cleanup(easy); }

static inline CURLcode ccurl_set_long(void *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
/// The library keeps its own copy of the text; NULL takes the option back.
static inline CURLcode ccurl_set_text(void *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
/// The list must live as long as the transfer.
static inline CURLcode ccurl_set_headers(void *easy, struct curl_slist *list) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}
/// A buffer of CURL_ERROR_SIZE bytes that lives as long as the handle.
static inline CURLcode ccurl_set_error_buffer(void *easy, char *buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}
static inline CURLcode ccurl_set_body_receiver(void *easy, ccurl_receiver receiver, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receiver);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}
static inline CURLcode ccurl_set_head_receiver(void *easy, ccurl_receiver receiver, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receiver);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

/// Where a redirect that is not followed would lead; NULL without one. Owned by the handle.
static inline const char *ccurl_redirect_target(void *easy) {
    char *target = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &target) != CURLE_OK) return NULL;
    return target;
}

/// The longer list, or NULL without memory, where the old list still belongs to the caller.
static inline struct curl_slist *ccurl_list_append(struct curl_slist *list, const char *text) {
    return curl_slist_append(list, text);
}
static inline void ccurl_list_free(struct curl_slist *list) { curl_slist_free_all(list); }

static inline void *ccurl_multi_new(void) { return curl_multi_init(); }
static inline CURLMcode ccurl_multi_free(void *multi) { return curl_multi_cleanup(multi); }
static inline CURLMcode ccurl_multi_set_long(void *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_add(void *multi, void *easy) {
    return curl_multi_add_handle(multi, easy);
}
static inline CURLMcode ccurl_multi_remove(void *multi, void *easy) {
    return curl_multi_remove_handle(multi, easy);
}
static inline CURLMcode ccurl_multi_perform(void *multi) {
    int running = 0;
    return curl_multi_perform(multi, &running);
}
static inline CURLMcode ccurl_multi_wait(void *multi, int milliseconds) {
    return curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
/// The one call that any thread may make.
static inline CURLMcode ccurl_multi_wakeup(void *multi) { return curl_multi_wakeup(multi); }
/// The next transfer that ended, with its result; NULL when there is none.
static inline void *ccurl_multi_next_finished(void *multi, CURLcode *result) {
    int left = 0;
    struct CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

#endif
