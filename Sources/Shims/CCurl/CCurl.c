#include "CCurl.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct ccurl_client {
  CURL *easy;
};

// What a running request needs in its callbacks.
typedef struct {
  const ccurl_request *request;
  bool stopped;
  bool idled;
  curl_off_t moved;
  struct timespec moved_at;
} running;

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t requests_running;

static void on_interrupt(int signal) {
  (void)signal;
  if (interrupted || !requests_running) _exit(130);
  interrupted = 1;
}

void ccurl_catch_interrupts(void) {
  struct sigaction action = {0};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
}

ccurl_client *ccurl_make(void) {
  signal(SIGPIPE, SIG_IGN);
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return NULL;
  ccurl_client *client = calloc(1, sizeof *client);
  if (client == NULL) return NULL;
  client->easy = curl_easy_init();
  if (client->easy == NULL) {
    free(client);
    return NULL;
  }
  return client;
}

void ccurl_free(ccurl_client *client) {
  if (client == NULL) return;
  curl_easy_cleanup(client->easy);
  free(client);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
  running *state = context;
  size_t length = size * count;
  size_t end = length;
  while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) end--;
  if (state->request->on_header) state->request->on_header(state->request->context, bytes, end);
  return length;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  running *state = context;
  size_t length = size * count;
  if (length == 0) return 0;
  if (!state->request->on_body(state->request->context, (const uint8_t *)bytes, length)) {
    state->stopped = true;
    return 0;
  }
  return length;
}

static size_t give_file(char *out, size_t size, size_t count, void *context) {
  running *state = context;
  ssize_t got = read(state->request->upload, out, size * count);
  return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

// A reused connection may turn out dead, and libcurl then sends the body again from its start.
static int seek_file(void *context, curl_off_t offset, int origin) {
  running *state = context;
  return lseek(state->request->upload, offset, origin) < 0 ? CURL_SEEKFUNC_FAIL
                                                           : CURL_SEEKFUNC_OK;
}

static long elapsed_ms(const struct timespec *since) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static int watch(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                 curl_off_t up) {
  (void)down_total;
  (void)up_total;
  running *state = context;
  if (interrupted) return 1;
  if (down + up != state->moved) {
    state->moved = down + up;
    clock_gettime(CLOCK_MONOTONIC, &state->moved_at);
    if (state->request->on_progress) state->request->on_progress(state->request->context, up);
  } else if (state->request->idle_ms > 0 &&
             elapsed_ms(&state->moved_at) > state->request->idle_ms) {
    state->idled = true;
    return 1;
  }
  return 0;
}

static ccurl_outcome judge(CURL *easy, CURLcode code, const running *state) {
  switch (code) {
    case CURLE_OK:
      return CCURL_ANSWERED;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
      return CCURL_UNUSABLE;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return CCURL_NOT_SENT;
    default:
      break;
  }
  if (interrupted) return CCURL_INTERRUPTED;
  if (state->stopped) return CCURL_STOPPED;
  // libcurl counts a request's bytes as they leave: none means that the server cannot have seen it.
  long sent = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
  return sent == 0 ? CCURL_NOT_SENT : CCURL_UNANSWERED;
}

void ccurl_send(ccurl_client *client, const ccurl_request *request, ccurl_result *result) {
  CURL *easy = client->easy;
  running state = {.request = request};
  char message[CURL_ERROR_SIZE] = "";
  struct curl_slist *headers = NULL;
  memset(result, 0, sizeof *result);
  clock_gettime(CLOCK_MONOTONIC, &state.moved_at);

  // Reset forgets options, not connections.
  curl_easy_reset(easy);
  // Without this, libcurl waits a second for a `100 Continue` that servers rarely send.
  headers = curl_slist_append(headers, "Expect:");
  for (size_t i = 0; i < request->header_count; i++) {
    struct curl_slist *longer = curl_slist_append(headers, request->headers[i]);
    if (longer == NULL) {
      curl_slist_free_all(headers);
      result->outcome = CCURL_UNUSABLE;
      strcpy(result->message, "out of memory");
      return;
    }
    headers = longer;
  }
  curl_easy_setopt(easy, CURLOPT_URL, request->url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, request->connect_ms);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->total_ms);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &state);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &state);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &state);
  if (request->upload >= 0) {
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->upload_count);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_file);
    curl_easy_setopt(easy, CURLOPT_READDATA, &state);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_file);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, &state);
  } else if (request->body != NULL) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
  }

  requests_running++;
  CURLcode code = curl_easy_perform(easy);
  requests_running--;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &result->status);
  result->outcome = judge(easy, code, &state);
  const char *words = state.idled ? "nothing came for too long"
                      : message[0] ? message
                                   : curl_easy_strerror(code);
  strncpy(result->message, words, sizeof result->message - 1);
  // The lists and buffers on this stack must not be reachable from the handle afterwards.
  curl_easy_reset(easy);
  curl_slist_free_all(headers);
}
