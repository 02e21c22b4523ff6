/// What an account's export says about one of its activities, beside the file that was recorded.
package struct ActivityNote: Codable, Equatable, Sendable {
    /// A bike or shoes, by name.
    package struct Gear: Codable, Equatable, Sendable {
        /// As the athlete calls it.
        package var name: String
        /// Whether it is a bike; nil where the export doesn't say.
        package var isBike: Bool?

        /// A bike, shoes, or either.
        package init(name: String, isBike: Bool? = nil) {
            self.name = name
            self.isBike = isBike
        }
    }

    /// What there is to know of an activity without a file.
    package struct Figures: Codable, Equatable, Sendable {
        /// When it began, in UTC: `2024-03-12T18:00:00`.
        package var start: String
        /// How long it took, and how far it went.
        package var elapsedSeconds: Int
        package var distanceMeters: Double
    }

    /// What the athlete wrote; nil where there is nothing.
    package var name: String?
    package var description: String?
    /// The sport in v3's words, as far as they are known: `TrailRun`.
    package var sport: String?
    /// With what it was done, and whether on the way to work.
    package var gear: Gear?
    package var isCommute: Bool?
    /// Of what was entered by hand.
    package var figures: Figures?

    /// A note that says nothing.
    package init() {}

    /// The longest text that is kept, in UTF-8.
    package static let maximumTextBytes = 65_535

    /// A text as it is kept: not too long, and without NUL, which databases don't take; nil where nothing is
    /// said.
    static func text(_ text: String?) -> String? {
        guard let text = text.map(beginning), !text.allSatisfy(\.isWhitespace) else { return nil }
        return text.filter { $0 != "\0" }
    }

    /// Up to the end of the last whole character that has room: a single one may be megabytes long.
    private static func beginning(of text: String) -> String {
        guard text.utf8.count > maximumTextBytes else { return text }
        var limit = text.utf8.index(text.startIndex, offsetBy: maximumTextBytes)
        while String.Index(limit, within: text.unicodeScalars) == nil { text.utf8.formIndex(before: &limit) }
        let isWhole = String.Index(limit, within: text) != nil
        return String(isWhole ? text[..<limit] : text[..<limit].dropLast())
    }

    /// Whether it says anything.
    package var isEmpty: Bool { self == ActivityNote() }

    /// How long its texts are together.
    var byteCount: Int {
        [name, description, sport, gear?.name].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    }
}
