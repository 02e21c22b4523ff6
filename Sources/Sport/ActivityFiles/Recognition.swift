extension ActivityFileFormat {
    /// What the content is, from its first bytes; throws for anything but the three formats.
    package static func recognise(_ bytes: [UInt8]) throws(ActivityFileError) -> ActivityFileFormat {
        if isFIT(bytes) { return .fit }
        let head = headText(of: bytes)
        guard let first = head.first(where: { !XMLProlog.isSpace($0) }) else {
            throw ActivityFileError(.empty, "The file is empty.")
        }
        guard first == UInt8(ascii: "<") else {
            let what = bytes.starts(with: [0x50, 0x4b, 3, 4]) ? ": it is a zip archive" : ""
            throw ActivityFileError(.unrecognised, "The file is neither FIT, GPX nor TCX\(what).")
        }
        var prolog = XMLProlog(head)
        switch prolog.root() {
        case .element("gpx"): return .gpx
        case .element("TrainingCenterDatabase"): return .tcx
        case .element(let name) where name.lowercased() == "html",
            .doctype(let name) where name.lowercased() == "html":
            throw ActivityFileError(.unrecognised, "The file is a web page, not a recording.")
        case .element(let name):
            throw ActivityFileError(.unrecognised, "The file is XML, but <\(name)> is neither GPX nor TCX.")
        case .doctype:
            throw ActivityFileError(
                .doctype, "The file has a document type declaration (<!DOCTYPE>), which is not allowed.")
        case .none:
            throw ActivityFileError(.badXML, "The file begins like XML, but has no element.")
        }
    }

    /// The header of the FIT protocol: its own length, and `.FIT` at byte 8.
    private static func isFIT(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 12 && (bytes[0] == 12 || bytes[0] == 14) && bytes[8..<12].elementsEqual(".FIT".utf8)
    }

    /// How far the root element is looked for.
    private static let headByteCount = 16 << 10

    /// The beginning in ASCII, whatever the encoding's width.
    private static func headText(of bytes: [UInt8]) -> [UInt8] {
        let head = bytes.prefix(headByteCount)
        switch UTF16Text.byteOrder(of: bytes) {
        case .none: return head.starts(with: [0xef, 0xbb, 0xbf]) ? Array(head.dropFirst(3)) : Array(head)
        case .some(let order): return UTF16Text.utf8(of: Array(head), order)
        }
    }
}
