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

    /// The longest text that is kept, in characters.
    package static let maximumTextLength = 65_535

    /// A text as it is kept: without NUL, which databases don't take; nil where nothing is said.
    static func text(_ text: String?) -> String? {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        return String(text.filter { $0 != "\0" }.prefix(maximumTextLength))
    }

    /// Whether it says anything.
    package var isEmpty: Bool { self == ActivityNote() }
}

/// The notes of an account's export, by what they are about.
package struct ActivityNotes: Equatable, Sendable {
    /// More notes are left out.
    package static let limit = 100_000

    /// By the path of the file in the archive, or by its last part where the export has no more.
    package var byPath: [String: ActivityNote] = [:]
    /// By when the activity began, in milliseconds since 1970: where an export doesn't say which file it is.
    package var byStart: [Int64: ActivityNote] = [:]
    /// What was entered by hand, so that no file can be there: as many as there are.
    package var withoutFile: [ActivityNote] = []

    /// No notes.
    package init() {}

    /// Takes in the notes of another file of the same export.
    package mutating func add(_ other: ActivityNotes) {
        byPath.merge(other.byPath) { first, _ in first }
        byStart.merge(other.byStart) { first, _ in first }
        withoutFile += other.withoutFile
    }

    /// How many there are.
    package var count: Int { byPath.count + byStart.count + withoutFile.count }

    /// The note on a file, by its path or by the last part of it.
    package func note(onFile path: String) -> ActivityNote? {
        if let note = byPath[path] { return note }
        // A folder around the whole export, as some programs add when they pack it again.
        var rest = path[...]
        while let slash = rest.firstIndex(of: "/") {
            rest = rest[rest.index(after: slash)...]
            if let note = byPath[String(rest)] { return note }
        }
        return nil
    }
}
