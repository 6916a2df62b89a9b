#pragma once
// Blocking HTTP over libcurl, whose own interface is variadic and cannot be imported.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A connection that is kept alive between requests. One thread at a time.
typedef struct ccurl_client ccurl_client;

/// What became of a request.
typedef enum {
  /// The server answered, completely.
  CCURL_ANSWERED = 0,
  /// Not one byte was sent: no such host, nobody listening, a refused certificate.
  CCURL_NOT_SENT = 1,
  /// Something was sent, and no complete answer came: what the server did is unknown.
  CCURL_UNANSWERED = 2,
  /// A callback asked for an end.
  CCURL_STOPPED = 3,
  /// The user interrupted.
  CCURL_INTERRUPTED = 4,
  /// The request could not be made here: a bad address, no memory, an unreadable file.
  CCURL_UNUSABLE = 5,
} ccurl_outcome;

/// A request. Strings and bytes must live until `ccurl_send` returns.
typedef struct {
  const char *method;
  const char *url;
  /// `Name: value` lines.
  const char *const *headers;
  size_t header_count;
  /// The body; NULL for none. Ignored if `upload` is set.
  const uint8_t *body;
  size_t body_count;
  /// An open file to send as the body, or -1.
  int upload;
  int64_t upload_count;
  /// Limits in milliseconds; 0 for none. `idle` ends a request on which nothing moves.
  long connect_ms;
  long total_ms;
  long idle_ms;
  /// Called with each header line, without its end; may be NULL.
  void (*on_header)(void *context, const char *line, size_t count);
  /// Called with each piece of the answer's body; false ends the request.
  bool (*on_body)(void *context, const uint8_t *bytes, size_t count);
  /// Called while bytes go out; may be NULL.
  void (*on_progress)(void *context, int64_t sent);
  void *context;
} ccurl_request;

/// The outcome of a request.
typedef struct {
  ccurl_outcome outcome;
  /// The HTTP status; 0 if none came.
  long status;
  /// What went wrong, in words.
  char message[256];
} ccurl_result;

/// A client; NULL without memory. Broken connections no longer raise SIGPIPE in this process.
ccurl_client *ccurl_make(void);
/// Closes its connections.
void ccurl_free(ccurl_client *client);
/// Sends one request and waits for its end.
void ccurl_send(ccurl_client *client, const ccurl_request *request, ccurl_result *result);

/// From here on SIGINT ends a running request with CCURL_INTERRUPTED; a second one, or one while
/// no request runs, ends the process with status 130.
void ccurl_catch_interrupts(void);
