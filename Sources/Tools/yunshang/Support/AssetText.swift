import Client
import Documents
import Fingerprints

/// Works, for people.
enum AssetText {
  static func show(registered reply: JSON, _ context: Context) {
    let (asset, status) = (Cell.text(reply["asset"]), Cell.status(reply["status"]))
    Terminal.print(localized("Asset \(asset): \(status).", "作品 \(asset)：\(status)。"))
    context.show([("SHA-256", Cell.text(reply["sha256"]))])
    if reply["similar"]?.array?.isEmpty == false {
      Terminal.note(localized("It resembles earlier works:", "与在先作品相似："))
      show(similar: reply["similar"], context)
    }
    context.noteEntry(reply)
  }

  static func show(similar: JSON?, _ context: Context) {
    var table = Table([
      .init(localized("Asset", "作品"), isNumber: true), .init(localized("Verdict", "判定")),
      .init(localized("Score", "相似度"), isNumber: true), .init(localized("Algorithm", "算法")),
      .init(localized("Why", "依据")),
    ])
    for line in similar?.array ?? [] {
      table.add([
        Cell.text(line["asset"]), verdict(line["verdict"]), Cell.text(line["score"]),
        Cell.text(line["algorithm"]), why(line),
      ])
    }
    context.show(table, orElse: localized("It resembles nothing registered.", "无相似的已登记作品。"))
  }

  /// What was found, and why it does not stand against a filing, where it does not.
  private static func why(_ line: JSON) -> String {
    let cleared =
      switch line["cleared"]?.string {
      case "same-owner": localized("cleared: one owner", "同一权利人，不构成抄袭")
      case "licence": localized("cleared: its licence permits it", "许可允许，不构成抄袭")
      default: ""
      }
    return [Cell.text(line["reason"]), cleared].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// A verdict in the user's language.
  static func verdict(_ json: JSON?) -> String {
    guard let verdict = json?.string.flatMap(Verdict.init(rawValue:)) else { return Cell.text(json) }
    return localized(verdict.rawValue, verdictInChinese(verdict))
  }

  /// A verdict in Chinese.
  static func verdictInChinese(_ verdict: Verdict) -> String {
    switch verdict {
    case .exact: "完全相同"
    case .sameShape: "形体相同"
    case .samePicture: "图像相同"
    case .partOf: "部分相同"
    case .sameTexture: "贴图相同"
    case .similar: "疑似，待人工判断"
    case .none: "未见相同"
    case .notFingerprintable: "无法比对"
    }
  }

  static func show(list: JSON, _ context: Context) {
    var table = Table([
      .init(localized("Asset", "作品"), isNumber: true), .init(localized("Title", "名称")),
      .init(localized("Kind", "类型")), .init(localized("Class", "类别")),
      .init(localized("Status", "状态")), .init(localized("Instruments", "品种")),
      .init(localized("Registered", "登记时间")),
    ])
    for asset in list["assets"]?.array ?? [] {
      table.add([
        Cell.text(asset["asset"]), Cell.text(asset["title"]), Cell.text(asset["kind"]),
        Cell.text(asset["class"]), Cell.status(asset["status"]), Cell.text(asset["instruments"]),
        Cell.time(asset["registered"]),
      ])
    }
    context.show(table, orElse: localized("Nothing was found.", "未找到作品。"))
  }

  static func show(_ asset: JSON, _ context: Context) {
    let authors = (asset["authors"]?.array ?? []).map {
      "\(Cell.text($0["account"])) (\(Cell.percent($0["share"])))"
    }
    context.show([
      (localized("asset", "作品"), Cell.text(asset["asset"])),
      (localized("title", "名称"), Cell.text(asset["title"])),
      (localized("description", "说明"), Cell.text(asset["description"])),
      (localized("status", "状态"), Cell.status(asset["status"])),
      (localized("kind", "类型"), Cell.text(asset["kind"])),
      (localized("class", "类别"), Cell.text(asset["class"])),
      (localized("category", "分类"), Cell.text(asset["category"])),
      (localized("basis", "权属依据"), Cell.text(asset["basis"])),
      (localized("making", "创作方式"), Cell.text(asset["making"])),
      (localized("authors", "作者账户"), authors.joined(separator: ", ")),
      (localized("registered", "登记时间"), Cell.time(asset["registered"])),
      (localized("frozen", "冻结范围"), Cell.text(asset["frozen"])),
      (localized("editions", "版次"), Cell.text(asset["editions"])),
      (localized("instruments", "品种"), Cell.text(asset["instruments"])),
    ])
    var table = Table([
      .init(localized("File", "文件")), .init(localized("Role", "用途")),
      .init(localized("Type", "类型")), .init(localized("Bytes", "字节"), isNumber: true),
      .init("SHA-256"),
    ])
    for file in asset["files"]?.array ?? [] {
      table.add([
        Cell.text(file["name"]), Cell.text(file["role"]), Cell.text(file["mediaType"]),
        Cell.text(file["size"]), String(Cell.text(file["sha256"]).prefix(16)) + "…",
      ])
    }
    Terminal.print("")
    context.show(table, orElse: "")
    if asset["similar"]?.array?.isEmpty == false {
      Terminal.print("")
      show(similar: asset["similar"], context)
    }
  }
}
