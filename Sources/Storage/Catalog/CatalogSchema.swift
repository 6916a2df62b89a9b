import GRDB

/// The catalog's tables. Whatever of an entry is only shown again is kept as canonical JSON; a
/// column stands for what is searched, counted or changed.
enum CatalogSchema {
  /// A catalog of another version is emptied and built again from the journal.
  static let version = 3

  static func create(_ database: Database) throws {
    try database.execute(sql: meta + works + market + accounts + claims)
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  private static let meta = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO meta VALUES ('next', 0);

    """

  private static let works = """
    CREATE TABLE assets (
      asset INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL,
      kind TEXT NOT NULL, class TEXT NOT NULL, category TEXT NOT NULL, basis TEXT NOT NULL,
      making TEXT NOT NULL, status TEXT NOT NULL, registered INTEGER NOT NULL,
      authors TEXT NOT NULL, files TEXT NOT NULL, similar TEXT NOT NULL,
      fingerprints TEXT NOT NULL, has_preview INTEGER NOT NULL) STRICT;
    CREATE INDEX assets_kind ON assets (kind);
    CREATE INDEX assets_class ON assets (class);
    CREATE INDEX assets_status ON assets (status);
    CREATE VIRTUAL TABLE asset_texts USING fts5 (text, tokenize = 'trigram');
    CREATE TABLE authors (
      asset INTEGER NOT NULL, position INTEGER NOT NULL, account INTEGER NOT NULL, name TEXT,
      PRIMARY KEY (asset, position)) STRICT, WITHOUT ROWID;
    CREATE TABLE files (
      sha256 TEXT NOT NULL, asset INTEGER NOT NULL, role TEXT NOT NULL,
      PRIMARY KEY (sha256, asset, role)) STRICT, WITHOUT ROWID;
    CREATE TABLE freezes (
      asset INTEGER NOT NULL, claim INTEGER NOT NULL, scope TEXT NOT NULL,
      PRIMARY KEY (asset, claim)) STRICT, WITHOUT ROWID;
    CREATE TABLE editions (
      edition INTEGER PRIMARY KEY, asset INTEGER NOT NULL, issuer INTEGER NOT NULL,
      quantity INTEGER NOT NULL, terms TEXT NOT NULL, terms_digest TEXT NOT NULL) STRICT;
    CREATE INDEX editions_asset ON editions (asset);

    """

  private static let market = """
    CREATE TABLE instruments (
      instrument TEXT PRIMARY KEY, edition INTEGER NOT NULL, phase TEXT NOT NULL,
      last INTEGER, volume INTEGER NOT NULL,
      lowest INTEGER, highest INTEGER) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX instruments_edition ON instruments (edition);
    CREATE TABLE volumes (
      instrument TEXT NOT NULL, hour INTEGER NOT NULL, quantity INTEGER NOT NULL,
      PRIMARY KEY (instrument, hour)) STRICT, WITHOUT ROWID;
    CREATE TABLE orders (
      id INTEGER PRIMARY KEY, account INTEGER NOT NULL, instrument TEXT NOT NULL,
      side TEXT NOT NULL, price INTEGER NOT NULL, quantity INTEGER NOT NULL,
      filled INTEGER NOT NULL, remaining INTEGER NOT NULL, status TEXT NOT NULL,
      time_in_force TEXT NOT NULL, created INTEGER NOT NULL,
      is_market INTEGER NOT NULL, is_post_only INTEGER NOT NULL, expiry INTEGER,
      self_trade TEXT, reason TEXT) STRICT;
    CREATE INDEX orders_account ON orders (account);
    CREATE INDEX orders_open ON orders (account) WHERE remaining > 0;
    CREATE TABLE trades (
      id INTEGER PRIMARY KEY, instrument TEXT NOT NULL, time INTEGER NOT NULL,
      price INTEGER NOT NULL, quantity INTEGER NOT NULL, side TEXT NOT NULL,
      maker INTEGER NOT NULL, taker INTEGER NOT NULL, maker_fee INTEGER NOT NULL,
      taker_fee INTEGER NOT NULL, royalties TEXT NOT NULL, rules TEXT NOT NULL) STRICT;
    CREATE INDEX trades_instrument ON trades (instrument);

    """

  private static let accounts = """
    CREATE TABLE accounts (
      account INTEGER PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL,
      requested TEXT NOT NULL, roles TEXT NOT NULL, owner INTEGER NOT NULL,
      status TEXT NOT NULL, opened INTEGER NOT NULL) STRICT;
    CREATE TABLE keys (
      account INTEGER NOT NULL, since INTEGER NOT NULL, key TEXT NOT NULL, revoked INTEGER,
      PRIMARY KEY (account, since, key)) STRICT, WITHOUT ROWID;
    CREATE TABLE cash (
      account INTEGER NOT NULL, sequence INTEGER NOT NULL, position INTEGER NOT NULL,
      time INTEGER NOT NULL, reason TEXT NOT NULL, change INTEGER NOT NULL,
      available INTEGER NOT NULL, held INTEGER NOT NULL, trade INTEGER, withdrawal INTEGER,
      reference TEXT, PRIMARY KEY (account, sequence, position)) STRICT, WITHOUT ROWID;
    CREATE INDEX cash_moved ON cash (reason, sequence, change)
      WHERE reason IN ('credit', 'withdrawal-approved');
    CREATE TABLE cash_days (
      account INTEGER NOT NULL, day INTEGER NOT NULL, first INTEGER, last INTEGER,
      available INTEGER NOT NULL, held INTEGER NOT NULL, fees_paid INTEGER NOT NULL,
      fees_received INTEGER NOT NULL, royalties_paid INTEGER NOT NULL,
      royalties_received INTEGER NOT NULL, PRIMARY KEY (account, day)) STRICT, WITHOUT ROWID;
    CREATE TABLE unit_days (
      account INTEGER NOT NULL, edition INTEGER NOT NULL, day INTEGER NOT NULL,
      issued INTEGER NOT NULL, bought INTEGER NOT NULL, paid INTEGER NOT NULL,
      sold INTEGER NOT NULL, earned INTEGER NOT NULL,
      PRIMARY KEY (account, edition, day)) STRICT, WITHOUT ROWID;
    CREATE TABLE withdrawals (
      withdrawal INTEGER PRIMARY KEY, account INTEGER NOT NULL, amount INTEGER NOT NULL,
      status TEXT NOT NULL, requested INTEGER NOT NULL, settled INTEGER, reference TEXT) STRICT;
    CREATE INDEX withdrawals_account ON withdrawals (account);

    """

  private static let claims = """
    CREATE TABLE claims (
      claim INTEGER PRIMARY KEY, asset INTEGER NOT NULL, status TEXT NOT NULL, notifier INTEGER,
      grounds TEXT, statement TEXT, evidence TEXT, noticed INTEGER,
      scope TEXT NOT NULL, opened INTEGER, opening_reasons TEXT,
      counter_account INTEGER, counter_statement TEXT, counter_evidence TEXT, countered INTEGER,
      decision TEXT, decision_reasons TEXT, decided INTEGER) STRICT;
    CREATE INDEX claims_asset ON claims (asset);
    CREATE INDEX claims_status ON claims (status);
    CREATE TABLE evidence (
      sha256 TEXT NOT NULL, claim INTEGER NOT NULL,
      PRIMARY KEY (sha256, claim)) STRICT, WITHOUT ROWID;

    """
}
