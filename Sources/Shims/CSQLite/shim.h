#pragma once
#include <sqlite3.h>

/// Has SQLite not count the memory that it takes, which it does under one lock for all connections.
/// To be called before anything else of it; without effect later.
static inline void yunshang_sqlite_without_statistics(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
