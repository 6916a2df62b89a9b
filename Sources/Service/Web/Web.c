#include "Web.h"

#include <string.h>

// #embed is C23; the compiler has had it before it made C23 the default.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "site/index.html"
};
static const unsigned char style_css[] = {
#embed "site/style.css"
};
static const unsigned char hem_svg[] = {
#embed "site/hem.svg"
};
static const unsigned char seal_svg[] = {
#embed "site/seal.svg"
};
static const unsigned char api_js[] = {
#embed "site/api.js"
};
static const unsigned char app_js[] = {
#embed "site/app.js"
};
static const unsigned char bytes_js[] = {
#embed "site/bytes.js"
};
static const unsigned char canonical_js[] = {
#embed "site/canonical.js"
};
static const unsigned char certificate_js[] = {
#embed "site/certificate.js"
};
static const unsigned char chart_js[] = {
#embed "site/chart.js"
};
static const unsigned char dom_js[] = {
#embed "site/dom.js"
};
static const unsigned char ed25519_js[] = {
#embed "site/ed25519.js"
};
static const unsigned char feed_js[] = {
#embed "site/feed.js"
};
static const unsigned char format_js[] = {
#embed "site/format.js"
};
static const unsigned char log_js[] = {
#embed "site/log.js"
};
static const unsigned char parts_js[] = {
#embed "site/parts.js"
};
static const unsigned char proof_js[] = {
#embed "site/proof.js"
};
static const unsigned char strings_js[] = {
#embed "site/strings.js"
};
static const unsigned char pages_about_js[] = {
#embed "site/pages/about.js"
};
static const unsigned char pages_board_js[] = {
#embed "site/pages/board.js"
};
static const unsigned char pages_bulletin_js[] = {
#embed "site/pages/bulletin.js"
};
static const unsigned char pages_docket_js[] = {
#embed "site/pages/docket.js"
};
static const unsigned char pages_instrument_js[] = {
#embed "site/pages/instrument.js"
};
static const unsigned char pages_work_js[] = {
#embed "site/pages/work.js"
};
static const unsigned char pages_works_js[] = {
#embed "site/pages/works.js"
};
// The contract belongs to the repository's top level; the program serves it beside the site.
static const unsigned char openapi_yaml[] = {
#embed "../../../Contracts/openapi.yaml"
};

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define JAVASCRIPT "text/javascript; charset=utf-8"
#define SVG "image/svg+xml"
#define YAML "application/yaml"
#define FILE_AT(path, mediaType, bytes) {path, mediaType, bytes, sizeof(bytes)}

// Rising by path, which the search relies on.
static const YunshangWebFile files[] = {
  FILE_AT("/assets/api.js", JAVASCRIPT, api_js),
  FILE_AT("/assets/app.js", JAVASCRIPT, app_js),
  FILE_AT("/assets/bytes.js", JAVASCRIPT, bytes_js),
  FILE_AT("/assets/canonical.js", JAVASCRIPT, canonical_js),
  FILE_AT("/assets/certificate.js", JAVASCRIPT, certificate_js),
  FILE_AT("/assets/chart.js", JAVASCRIPT, chart_js),
  FILE_AT("/assets/dom.js", JAVASCRIPT, dom_js),
  FILE_AT("/assets/ed25519.js", JAVASCRIPT, ed25519_js),
  FILE_AT("/assets/feed.js", JAVASCRIPT, feed_js),
  FILE_AT("/assets/format.js", JAVASCRIPT, format_js),
  FILE_AT("/assets/hem.svg", SVG, hem_svg),
  FILE_AT("/assets/log.js", JAVASCRIPT, log_js),
  FILE_AT("/assets/pages/about.js", JAVASCRIPT, pages_about_js),
  FILE_AT("/assets/pages/board.js", JAVASCRIPT, pages_board_js),
  FILE_AT("/assets/pages/bulletin.js", JAVASCRIPT, pages_bulletin_js),
  FILE_AT("/assets/pages/docket.js", JAVASCRIPT, pages_docket_js),
  FILE_AT("/assets/pages/instrument.js", JAVASCRIPT, pages_instrument_js),
  FILE_AT("/assets/pages/work.js", JAVASCRIPT, pages_work_js),
  FILE_AT("/assets/pages/works.js", JAVASCRIPT, pages_works_js),
  FILE_AT("/assets/parts.js", JAVASCRIPT, parts_js),
  FILE_AT("/assets/proof.js", JAVASCRIPT, proof_js),
  FILE_AT("/assets/seal.svg", SVG, seal_svg),
  FILE_AT("/assets/strings.js", JAVASCRIPT, strings_js),
  FILE_AT("/assets/style.css", CSS, style_css),
  FILE_AT("/index.html", HTML, index_html),
  FILE_AT("/openapi.yaml", YAML, openapi_yaml),
};

static const size_t count = sizeof(files) / sizeof(files[0]);

size_t yunshang_web_file_count(void) { return count; }

const YunshangWebFile *yunshang_web_file(size_t index) {
  return index < count ? &files[index] : NULL;
}

const YunshangWebFile *yunshang_web_file_at(const char *path) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(path, files[middle].path);
    if (order == 0) return &files[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}
