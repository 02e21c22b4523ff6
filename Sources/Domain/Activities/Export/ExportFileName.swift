/// The name under which an exported file is saved, after the activity's.
struct ExportFileName: Equatable {
    /// The longest name, in characters, before its extension.
    static let maximumLength = 80

    private let stem: String
    private let fileExtension: String

    init(_ activityName: String, fileExtension: String) {
        var stem = ""
        for character in activityName.prefix(ExportFileName.maximumLength) {
            stem.append(ExportFileName.isUsable(character) ? character : "_")
        }
        // Names that begin with a dot are hidden on some systems.
        let trimmed = stem.drop { $0 == "_" || $0 == "." }
        self.stem = trimmed.isEmpty ? "activity" : String(trimmed)
        self.fileExtension = fileExtension
    }

    private static func isUsable(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "-" || character == "."
    }

    /// `attachment` with the name in ASCII, and in full for those who read that (RFC 6266, 4.3; RFC 8187).
    var contentDisposition: String {
        var plain = ""
        for character in stem { plain.append(character.isASCII ? character : "_") }
        var encoded = ""
        for byte in "\(stem).\(fileExtension)".utf8 { encoded += ExportFileName.encoded(byte) }
        return "attachment; filename=\"\(plain).\(fileExtension)\"; filename*=UTF-8''\(encoded)"
    }

    private static func encoded(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            return String(UnicodeScalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count < 2 ? "%0\(digits)" : "%\(digits)"
        }
    }
}
