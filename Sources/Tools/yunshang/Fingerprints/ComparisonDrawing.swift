import Client
import Cryptography
import Fingerprints

/// Two pictures side by side with the part that they have in common drawn, as one SVG that needs
/// nothing else.
struct ComparisonDrawing {
  /// One of the two.
  struct Side {
    /// What stands under it.
    let title: String
    /// A small copy; `nil` for what cannot be shown.
    let preview: ImageDecoder.Preview?
    /// The part that the other one shows too, in thousandths of its sides.
    let region: [Int]?
  }

  /// The height of both pictures, in pixels.
  private static let height = 480
  private static let margin = 24
  private static let textHeight = 96

  let left: Side
  let right: Side
  /// What was found, a line each.
  let lines: [String]

  /// The drawing.
  var svg: String {
    let widths = [left, right].map(ComparisonDrawing.width)
    let margin = ComparisonDrawing.margin
    let width = widths[0] + widths[1] + 3 * margin
    let height = ComparisonDrawing.height + 2 * margin + ComparisonDrawing.textHeight
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="sans-serif">
      <rect width="\(width)" height="\(height)" fill="#fbfaf7"/>

      """
    out += ComparisonDrawing.draw(left, x: margin, width: widths[0])
    out += ComparisonDrawing.draw(right, x: 2 * margin + widths[0], width: widths[1])
    for (at, line) in lines.enumerated() {
      let y = ComparisonDrawing.height + margin + 52 + 20 * at
      out += """
        <text x="\(margin)" y="\(y)" font-size="15" fill="#333">\(ComparisonDrawing.escaped(line))\
        </text>

        """
    }
    return out + "</svg>\n"
  }

  private static func width(_ side: Side) -> Int {
    guard let preview = side.preview else { return height * 2 / 3 }
    return max(120, preview.width * height / max(1, preview.height))
  }

  private static func draw(_ side: Side, x: Int, width: Int) -> String {
    var out = ""
    if let preview = side.preview {
      out += """
        <image x="\(x)" y="\(margin)" width="\(width)" height="\(height)" \
        preserveAspectRatio="none" \
        href="data:image/webp;base64,\(Base64.encode(preview.bytes, .standard))"/>

        """
    } else {
      out += """
        <rect x="\(x)" y="\(margin)" width="\(width)" height="\(height)" fill="#e8e4da"/>

        """
    }
    if let region = side.region {
      let (left, top) = (region[0] * width / 1000, region[1] * height / 1000)
      let (wide, tall) = (region[2] * width / 1000, region[3] * height / 1000)
      out += """
        <rect x="\(x + left)" y="\(margin + top)" width="\(max(2, wide))" \
        height="\(max(2, tall))" fill="#c8102e" fill-opacity="0.12" stroke="#c8102e" \
        stroke-width="3"/>

        """
    }
    return out + """
      <text x="\(x)" y="\(margin + height + 22)" font-size="14" fill="#111">\
      \(escaped(side.title))</text>

      """
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in Table.plain(text).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
