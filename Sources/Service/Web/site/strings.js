// Every word of the site, English and Chinese side by side.

const strings = {
  "site.name": ["Yunshang", "云裳"],
  "site.tagline": [
    "The registry and exchange for virtual fashion", "虚拟时尚作品的登记与交易",
  ],
  "site.verse": ["The clouds call her robes to mind", "云想衣裳花想容"],
  "site.skip": ["Skip to the content", "跳至正文"],
  "site.language": ["Language", "语言"],
  "site.navigation": ["Main", "主导航"],
  "site.foot": [
    "Everything on these pages is computed from one public log, which anyone can replay.",
    "本站所示，皆由同一份公开日志推算而得；任何人都可重放核验。",
  ],
  "site.timezone": ["All times are Shanghai time (UTC+8).", "时间均为上海时间（UTC+8）。"],

  "nav.board": ["Board", "行情"],
  "nav.works": ["Works", "作品"],
  "nav.bulletin": ["Bulletin", "公告"],
  "nav.docket": ["Docket", "案卷"],
  "nav.about": ["Verify", "核验"],

  "live.live": ["Live", "实时"],
  "live.connecting": ["Connecting", "连接中"],
  "live.lost": ["Reconnecting", "重连中"],
  "live.paused": ["Paused", "已暂停"],
  "live.stale": [
    "Connection lost. What you see may be out of date.", "连接中断，所示内容可能已过时。",
  ],

  "common.loading": ["Reading…", "读取中…"],
  "common.retry": ["Try again", "重试"],
  "common.copy": ["Copy", "复制"],
  "common.copied": ["Copied", "已复制"],
  "common.comma": [", ", "、"],
  "common.none": ["none", "无"],
  "common.all": ["All", "全部"],
  "common.more": ["Show more", "显示更多"],
  "common.units": ["{count} units", "{count} 件"],
  "common.account": ["Account {number}", "账户 {number}"],
  "common.buy": ["buy", "买"],
  "common.sell": ["sell", "卖"],
  "common.work": ["Work № {number}", "作品 № {number}"],
  "common.preview": ["Preview of “{title}”", "《{title}》预览图"],
  "common.noPreview": ["no preview", "无预览图"],

  "error.title": ["This could not be read", "未能读取"],
  "error.missing": ["There is nothing here", "此处并无内容"],
  "error.missingDetail": [
    "No page, work or instrument has this address.", "没有与此地址对应的页面、作品或挂牌品种。",
  ],
  "error.unreachable": [
    "The venue does not answer. Check your connection.", "交易场所没有应答，请检查网络连接。",
  ],
  "error.busy": [
    "The venue is busy and asks for a moment of patience.", "交易场所繁忙，请稍候片刻。",
  ],
  "error.status": ["The venue answered {status}. {detail}", "交易场所答复 {status}。{detail}"],

  "board.title": ["Board", "行情"],
  "board.instruments": ["Instruments", "挂牌品种"],
  "board.works": ["Latest registrations", "最新登记"],
  "board.allWorks": ["All works", "全部作品"],
  "board.tape": ["Latest trades", "最新成交"],
  "board.none": [
    "Nothing is listed yet. Works are registered first; editions of them are listed here.",
    "尚无挂牌品种。作品登记之后，其发行的版次会在此挂牌。",
  ],
  "board.noWorks": ["No work has been registered yet.", "尚无登记作品。"],
  "board.noTrades": ["No trade yet", "尚无成交"],
  "board.featured": ["Most traded", "成交最多"],
  "board.open": ["See the book", "查看盘口"],

  "strip.rules": ["Rules in force", "现行规则"],
  "strip.approval": ["Approval", "批准文号"],
  "strip.noApproval": ["none needed", "无须批准"],
  "strip.listed": ["Listed", "挂牌"],
  "strip.entries": ["Log entries", "日志条目"],
  "strip.lag": ["Board behind log", "行情滞后"],
  "strip.seconds": ["{seconds} s", "{seconds} 秒"],
  "strip.label": ["The market now", "市场概况"],

  "instrument.symbol": ["Instrument", "品种"],
  "instrument.trend": ["Trend", "走势"],
  "instrument.last": ["Last", "最新价"],
  "instrument.change": ["Change over the trades shown", "所示成交区间涨跌"],
  "instrument.bid": ["Bid", "买一"],
  "instrument.ask": ["Ask", "卖一"],
  "instrument.volume": ["Volume", "成交量"],
  "instrument.volumeToday": ["{count} today", "今日 {count}"],
  "instrument.phase": ["Phase", "阶段"],
  "instrument.issued": ["Issued", "发行量"],
  "instrument.rules": ["Rules", "规则"],
  "instrument.tick": ["Tick", "最小变动价位"],
  "instrument.spread": ["Spread", "价差"],
  "instrument.price": ["Price", "价格"],
  "instrument.quantity": ["Quantity", "数量"],
  "instrument.orders": ["Orders", "笔数"],
  "instrument.time": ["Time", "时间"],
  "instrument.side": ["Taker", "主动方"],
  "instrument.book": ["Order book", "盘口"],
  "instrument.bids": ["Bids", "买盘"],
  "instrument.asks": ["Asks", "卖盘"],
  "instrument.emptySide": ["no orders", "暂无委托"],
  "instrument.asOf": ["at entry {sequence}", "截至第 {sequence} 条"],
  "instrument.trades": ["Trades", "成交明细"],
  "instrument.chart": ["Price, trade by trade", "逐笔价格"],
  "instrument.chartText": [
    "{count} trades from {from} to {to}: first {first}, last {last}, lowest {low}, highest {high}.",
    "{from} 至 {to} 共 {count} 笔成交：首笔 {first}，末笔 {last}，最低 {low}，最高 {high}。",
  ],
  "instrument.terms": ["Terms sheet", "条款书"],
  "instrument.termsNote": [
    "Fixed at issue and named by every order through this digest.",
    "发行时即告确定，每笔委托均以此摘要指明。",
  ],
  "instrument.licence": ["Licence", "许可"],
  "instrument.makerFee": ["Maker fee", "挂单方手续费"],
  "instrument.takerFee": ["Taker fee", "吃单方手续费"],
  "instrument.royalties": ["Royalties on every trade", "每笔成交的版税"],
  "instrument.noRoyalties": ["no royalty", "不收版税"],
  "instrument.total": ["Together", "合计"],
  "instrument.edition": ["Edition", "版次"],
  "instrument.editionNumber": ["Edition № {number}", "版次 № {number}"],
  "instrument.issuer": ["Issuer", "发行人"],
  "instrument.asset": ["Work", "作品"],
  "instrument.digest": ["Digest", "摘要"],
  "instrument.frozen": ["Frozen by a claim: {scope}", "因权利主张被冻结：{scope}"],
  "instrument.receipt": ["Receipt", "回执"],
  "instrument.title": [
    "What a unit conveys: title to a numbered copy and the licence above. Never copyright.",
    "每件所转让者，为一件编号复制件的所有权及上列许可；从不包括著作权。",
  ],

  "phase.continuous": ["Continuous", "连续交易"],
  "phase.halted": ["Halted", "暂停交易"],
  "phase.closed": ["Closed", "休市"],
  "licence.personal-display-1": [
    "Personal display, version 1", "个人展示许可（第一版）",
  ],

  "works.title": ["Works", "作品"],
  "works.lead": [
    "Every work that was ever filed here, with what it resembled on the day.",
    "历来在此登记的全部作品，以及登记当日比对所得的近似作品。",
  ],
  "works.search": ["Search titles and descriptions", "检索标题与说明"],
  "works.find": ["Search", "检索"],
  "works.kind": ["Kind", "类别"],
  "works.class": ["Class", "来源"],
  "works.status": ["Status", "状态"],
  "works.count": ["{count} works shown", "显示 {count} 件作品"],
  "works.empty": ["No work fits this search.", "没有符合条件的作品。"],

  "kind.garment": ["Garment", "数字时装"],
  "kind.virtual-human": ["Virtual human", "数字虚拟人"],
  "kind.collectible": ["Collectible", "数字藏品"],
  "kind.material": ["Material", "数字素材"],
  "class.UGC": ["UGC · by a user", "UGC · 用户创作"],
  "class.PGC": ["PGC · by a professional", "PGC · 专业创作"],
  "class.OGC": ["OGC · by an institution", "OGC · 机构创作"],
  "basis.own-work": ["Own work", "自行创作"],
  "basis.employment": ["Employment", "职务作品"],
  "basis.commission": ["Commission", "委托作品"],
  "basis.assignment": ["Assignment", "受让取得"],
  "making.human": ["Human-made", "人工创作"],
  "making.ai-assisted": ["AI-assisted", "人工智能辅助"],
  "making.ai-generated": ["AI-generated", "人工智能生成"],
  "status.registered": ["Registered", "已登记"],
  "status.examination": ["In examination", "审查中"],
  "status.contested": ["Contested", "有争议"],
  "status.refused": ["Refused", "不予登记"],
  "role.original": ["Original · private", "原件 · 不公开"],
  "role.preview": ["Preview", "预览"],
  "consent.likeness": ["Likeness", "肖像"],
  "consent.voice": ["Voice", "声音"],
  "consent.fictional": ["Fictional", "虚构"],
  "consent.consented": ["With consent", "已获同意"],
  "consent.none": ["None", "无"],

  "work.about": ["About the work", "作品说明"],
  "work.kind": ["Kind", "类别"],
  "work.class": ["Class", "来源"],
  "work.category": ["Category", "品类"],
  "work.basis": ["Basis of title", "权利基础"],
  "work.making": ["Making", "创作方式"],
  "work.registered": ["Registered", "登记时间"],
  "work.status": ["Status", "状态"],
  "work.authors": ["Authors and shares", "作者与份额"],
  "work.authorsNote": [
    "Names are sealed until an author discloses theirs.", "姓名封存，作者自愿披露时方可得知。",
  ],
  "work.files": ["Files", "文件"],
  "work.file": ["File", "文件"],
  "work.size": ["Size", "大小"],
  "work.compare": ["Compare a file of yours", "比对您的文件"],
  "work.compareNote": [
    "Hashed here in your browser; it does not leave your device.",
    "仅在您的浏览器中计算摘要，文件不会离开您的设备。",
  ],
  "work.compareSame": ["Byte for byte the same as “{name}”.", "与“{name}”逐字节一致。"],
  "work.compareOther": [
    "Not one of this work’s files. Its SHA-256 is {digest}.",
    "并非本作品的文件。其 SHA-256 为 {digest}。",
  ],
  "work.compareLarge": [
    "Larger than any registered file can be (64 MiB).", "超出可登记文件的上限（64 MiB）。",
  ],
  "work.similar": ["What it resembled when filed", "登记时的近似作品"],
  "work.noSimilar": ["Nothing registered before it resembled it.", "此前登记的作品中，无与之近似者。"],
  "work.cleared.licence": ["Permitted by its licence", "其许可允许改作"],
  "work.cleared.same-owner": ["Of the same owner", "同一权利人"],
  "work.regionNote": ["The framed part of № {here} is the framed part of № {there}.",
    "№ {here} 框内部分即 № {there} 框内部分。"],
  "work.verdict.part-of": ["A part is the same", "部分相同"],
  "work.verdict.same-texture": ["Same texture on another shape", "贴图相同"],
  "work.verdict.similar": ["Alike: for a person to judge", "疑似，待人工判断"],
  "work.verdict.exact": ["Exact copy", "完全相同"],
  "work.verdict.same-picture": ["Same picture", "图像相同"],
  "work.verdict.same-shape": ["Same shape", "形体相同"],
  "work.score": ["{score} of 1,000", "{score} / 1,000"],
  "work.freeze": ["Freeze", "冻结"],
  "work.notFrozen": ["Free: no claim holds this work.", "未冻结：没有权利主张限制本作品。"],
  "work.frozen": [
    "Frozen by a claim. Not allowed until it is decided: {scope}.",
    "因权利主张被冻结。裁决之前不得：{scope}。",
  ],
  "work.editions": ["Editions", "版次"],
  "work.noEditions": ["No edition has been issued.", "尚未发行版次。"],
  "work.notListed": ["not listed", "未挂牌"],
  "scope.deliver": ["delivery of originals", "交付原件"],
  "scope.issue": ["issue and listing", "发行与挂牌"],
  "scope.trade": ["trading", "交易"],

  "certificate.title": ["Certificate", "登记证书"],
  "certificate.lead": [
    "Checked just now by your browser, from the certificate’s own bytes, the log’s key and the log.",
    "刚刚由您的浏览器核验，所据为证书本身的字节、日志公钥与日志。",
  ],
  "certificate.checking": ["Checking…", "核验中…"],
  "certificate.valid": ["The certificate is valid", "证书有效"],
  "certificate.invalid": ["The certificate is not valid", "证书无效"],
  "certificate.unable": ["This browser cannot check the certificate", "此浏览器无法核验证书"],
  "certificate.unreached": ["The certificate could not be fully checked", "证书未能完成核验"],
  "certificate.none": ["This work has no certificate.", "本作品没有证书。"],
  "certificate.seal.valid": ["验讫", "验讫"],
  "certificate.seal.invalid": ["不符", "不符"],
  "certificate.seal.unable": ["未验", "未验"],
  "certificate.seal.checking": ["核验", "核验"],
  "certificate.no-ed25519": [
    "It has no Ed25519 signatures. Use a newer browser, or the command below.",
    "它不支持 Ed25519 签名。请换用较新的浏览器，或使用下方命令。",
  ],
  "certificate.insecure-context": [
    "Browsers allow cryptography only over HTTPS or on this computer. Use the command below.",
    "浏览器仅在 HTTPS 或本机地址下提供密码学功能。请使用下方命令。",
  ],
  "certificate.unreachable": [
    "Part of the log could not be read. What was read is shown below.",
    "日志的一部分未能读取。已读部分的结果见下。",
  ],
  "certificate.download": ["Open the certificate", "打开证书"],
  "certificate.state.pass": ["holds", "成立"],
  "certificate.state.fail": ["fails", "不成立"],
  "certificate.state.unable": ["not checked", "未核验"],
  "certificate.state.wait": ["being checked", "核验中"],
  "certificate.independent": [
    "This page came from the venue it checks. To depend on nobody, run the check yourself:",
    "本页亦由被核验的交易场所提供。若不愿信赖任何人，请自行核验：",
  ],
  "step.proof": ["Signed by its issuer", "由签发者签名"],
  "step.proof.why": [
    "An Ed25519 signature (eddsa-jcs-2022) over the certificate’s canonical JSON fits the issuer’s key.",
    "对证书规范化 JSON 的 Ed25519 签名（eddsa-jcs-2022）与签发者公钥相符。",
  ],
  "step.issuer": ["The issuer is this venue", "签发者即本场所"],
  "step.issuer.why": [
    "The log’s first entry, proved to be in it, names this key for certificates, and the log’s own.",
    "日志首条（其收录已获证明）写明此证书公钥及日志自身的公钥。",
  ],
  "step.authors": ["Signed by its authors", "由作者签名"],
  "step.authors.why": [
    "The filing inside the log entry carries a signature for every author: {count}.",
    "日志条目内的登记申请附有每位作者的签名：{count} 个。",
  ],
  "step.subject": ["It says what was filed", "所载与申请一致"],
  "step.subject.why": [
    "Number, time, title, kind, class, authors and {count} files are those of the signed filing, which was accepted.",
    "编号、时间、标题、类别、来源、作者及 {count} 个文件均与已签名并获受理的申请一致。",
  ],
  "step.receipt": ["Recorded in the log", "已载入日志"],
  "step.receipt.why": [
    "{count} hashes lead from the entry, number {index}, to the root of the tree of {size} (RFC 6962).",
    "由第 {index} 条出发，经 {count} 个散列值可得 {size} 条之树的根（RFC 6962）。",
  ],
  "step.checkpoint": ["The log signed for it", "日志已签署"],
  "step.checkpoint.why": [
    "{origin} signed the checkpoint of size {size} with the key at /log/key.",
    "{origin} 以 /log/key 所示密钥签署了规模为 {size} 的检查点。",
  ],
  "step.growth": ["The log was not rewritten", "日志未被改写"],
  "step.growth.why": [
    "Today’s signed log of {size} entries still begins with the very tree the receipt was given for.",
    "当前已签署的 {size} 条日志，仍以出具回执时的那棵树为开端。",
  ],
  "step.growth.pending": [
    "The receipt is newer than the published checkpoint of size {size}; nothing can be missing yet.",
    "回执新于已公布的规模为 {size} 的检查点，尚无可缺失之处。",
  ],
  "step.failed": ["Found wrong: {what}", "不符之处：{what}"],
  "step.unable": ["Could not be read: {what}", "未能读取：{what}"],

  "bulletin.title": ["Bulletin", "公告"],
  "bulletin.lead": [
    "Claims against works, from the entry that opened them to their decision. Names and evidence stay sealed.",
    "对作品提出的权利主张，自立案之条目至裁决。姓名与证据不予公开。",
  ],
  "bulletin.empty": ["No claim has been opened.", "尚无立案的权利主张。"],
  "bulletin.claim": ["Claim № {number}", "主张 № {number}"],
  "bulletin.opened": ["Opened", "立案"],
  "bulletin.countered": ["Answered", "反声明"],
  "bulletin.decided": ["Decided", "裁决"],
  "bulletin.reasons": ["Reasons", "理由"],
  "bulletin.scope": ["Frozen", "冻结范围"],
  "bulletin.nothingFrozen": ["nothing", "无"],
  "claim.noticed": ["Noticed", "已通知"],
  "claim.open": ["Open: the author may answer", "已立案：作者可作反声明"],
  "claim.countered": ["Answered: a decision is due", "已有反声明：待裁决"],
  "claim.upheld": ["Upheld", "主张成立"],
  "claim.released": ["Released", "解除冻结"],
  "claim.partial": ["Upheld in part", "部分成立"],

  "docket.title": ["Docket", "案卷"],
  "docket.lead": [
    "What auditors still have to decide, as far as it is public: oldest first.",
    "审查员尚待裁决之事（公开部分），以先后为序。",
  ],
  "docket.claims": ["Claims awaiting a decision", "待裁决的权利主张"],
  "docket.noClaims": ["No claim awaits a decision.", "没有待裁决的权利主张。"],
  "docket.examinations": ["Filings in examination", "审查中的登记"],
  "docket.noExaminations": ["No filing awaits an examination.", "没有待审查的登记。"],
  "docket.contested": ["Contested titles", "有争议的权属"],
  "docket.noContested": ["No title is contested.", "没有有争议的权属。"],
  "docket.resembles": ["Resembles", "近似于"],
  "docket.side": ["Side by side", "并列对照"],
  "docket.sealed": [
    "Notices, statements and evidence are sealed. An auditor reads and decides them with a signed command:",
    "通知、陈述与证据均封存。审查员以签名命令阅卷并裁决：",
  ],

  "about.title": ["Trust nobody, check", "不必信赖，自可核验"],
  "about.lead": [
    "Everything that changes anything here is a signed document and becomes one entry of one log that only grows. Books, trades, titles and freezes are computed from it, by you as well as by the venue.",
    "凡有变更，必为一份已签名的文件，并成为一份只增不改之日志中的一条。盘口、成交、权属与冻结皆由此推算，交易场所如此，您亦如此。",
  ],
  "about.now": ["The log now", "当前日志"],
  "about.size": ["Entries", "条目数"],
  "about.origin": ["Origin", "来源标识"],
  "about.root": ["Tree root", "树根"],
  "about.state": ["State digest", "状态摘要"],
  "about.stateNote": [
    "After entry {sequence}: what a replay must reach, to the byte.",
    "截至第 {sequence} 条：重放所得必须与之逐字节一致。",
  ],
  "about.key": ["Log key", "日志公钥"],
  "about.checkpoint": ["Signed checkpoint", "已签署的检查点"],
  "about.checkpointValid": [
    "Signature checked in this browser just now: it holds.", "刚刚在此浏览器中核验签名：成立。",
  ],
  "about.checkpointInvalid": [
    "Signature checked in this browser just now: it does NOT hold.",
    "刚刚在此浏览器中核验签名：不成立。",
  ],
  "about.checkpointUnable": [
    "This browser cannot check the signature.", "此浏览器无法核验该签名。",
  ],
  "about.replay": ["Replay everything", "重放全部"],
  "about.replayNote": [
    "Reads the whole public log, checks tree, signatures and authority, replays every entry, and must reach the same books and state digest. Exit status 1 and the entry’s number if not.",
    "读取全部公开日志，核验树、签名与权限，逐条重放，须得出相同的盘口与状态摘要；否则以状态码 1 退出，并指出条目编号。",
  ],
  "about.raw": ["The bytes themselves", "原始数据"],
  "about.rawCheckpoint": ["The signed size and root of the log", "日志的已签署规模与树根"],
  "about.rawKey": ["The key that signs it", "签署日志的公钥"],
  "about.rawTiles": ["Hash tiles and entries (C2SP tlog-tiles)", "散列瓦片与条目（C2SP tlog-tiles）"],
  "about.rawReceipt": ["The receipt of an entry, provable offline for ever", "任一条目的回执，可永久离线证明"],
  "about.rawFeed": ["Live events; resumes where it stopped", "实时事件，可断点续传"],
  "about.rawContract": ["The whole API (OpenAPI 3.1)", "全部接口（OpenAPI 3.1）"],
  "about.reading": ["How to read the board", "如何看行情"],
  "about.colours": [
    "Vermilion stands for buying and rising, celadon for selling and falling, as is the custom in China. Arrows and words say the same.",
    "依国内惯例，朱红为买、为涨，青碧为卖、为跌；箭头与文字所示相同。",
  ],
  "about.rules": ["Rules in force", "现行规则"],
  "about.matching": ["Matching", "撮合方式"],
  "about.matching.continuous": ["continuous, price then time", "连续撮合，价格优先、时间优先"],
  "about.matching.negotiated": ["negotiated sales only", "仅协议转让"],
  "about.royaltyCap": ["Royalty cap", "版税上限"],
  "about.settlement": ["Days until bought units may be resold", "买入后可转让的间隔日数"],
  "about.owners": ["Most owners of an edition", "单一版次持有人上限"],
  "about.unlimited": ["no limit", "不限"],
};

const storageKey = "language";
let current = preferred();

function preferred() {
  let stored = null;
  try {
    stored = localStorage.getItem(storageKey);
  } catch {
    // A browser that stores nothing still has a language.
  }
  if (stored === "zh" || stored === "en") return stored;
  return navigator.language?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The language in use: `en` or `zh`. */
export const language = () => current;

/** Uses a language from now on, and after a reload. */
export function useLanguage(name) {
  current = name;
  try {
    localStorage.setItem(storageKey, name);
  } catch {
    // As above.
  }
}

/** The words of `key` with `{name}` replaced by `values.name`. */
export function t(key, values = {}) {
  const pair = strings[key];
  if (!pair) return key;
  return pair[current === "zh" ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole);
}

/** A word of the wire in the reader's language; the word itself where it is not known. */
export function word(group, name) {
  const key = `${group}.${name}`;
  return strings[key] ? t(key) : String(name ?? "—");
}
