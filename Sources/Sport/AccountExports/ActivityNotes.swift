/// The notes of an account's export, by what they are about: of all of its files together no more than the
/// limits.
package struct ActivityNotes: Equatable, Sendable {
    /// More notes are left out, and those that come when texts and paths are so long together.
    package static let limit = 100_000
    package static let byteLimit = 64 << 20
    /// A path that is longer, in bytes or in parts, is none of an honest archive, and has no note.
    package static let pathByteLimit = 1024
    package static let pathPartLimit = 64

    /// By the path of the file in the archive, or by its last part where the export has no more.
    package private(set) var byPath: [String: ActivityNote] = [:]
    /// By when the activity began, in milliseconds since 1970: where an export doesn't say which file it is.
    package private(set) var byStart: [Int64: ActivityNote] = [:]
    /// What was entered by hand, so that no file can be there: as many as there are.
    package private(set) var withoutFile: [ActivityNote] = []
    private var byteCount = 0

    /// No notes.
    package init() {}

    /// How many there are.
    package var count: Int { byPath.count + byStart.count + withoutFile.count }

    /// Whether nothing more is taken in.
    package var isFull: Bool {
        count >= ActivityNotes.limit || byteCount >= ActivityNotes.byteLimit
    }

    /// Takes in the notes of another file of the same export.
    package mutating func add(_ other: ActivityNotes) {
        // In their order, so that it is always the same ones that have no room.
        for (path, note) in other.byPath.sorted(by: { $0.key < $1.key }) { add(note, onFile: path) }
        for (start, note) in other.byStart.sorted(by: { $0.key < $1.key }) { add(note, startingAt: start) }
        for note in other.withoutFile { add(note) }
    }

    /// A note on a file; the first one counts.
    mutating func add(_ note: ActivityNote, onFile path: String) {
        guard !isFull, !ActivityNotes.isPathTooLong(path), byPath[path] == nil else { return }
        byPath[path] = note
        byteCount += note.byteCount + path.utf8.count
    }

    /// A note on what began then; the first one counts.
    mutating func add(_ note: ActivityNote, startingAt start: Int64) {
        guard !isFull, byStart[start] == nil else { return }
        byStart[start] = note
        byteCount += note.byteCount
    }

    /// A note on what has no file.
    mutating func add(_ note: ActivityNote) {
        guard !isFull else { return }
        withoutFile.append(note)
        byteCount += note.byteCount
    }

    /// Takes out the note on a file, by its path or by the last parts of it: however many files could be
    /// meant, one has it.
    package mutating func take(onFile path: String) -> ActivityNote? {
        guard !byPath.isEmpty, !ActivityNotes.isPathTooLong(path) else { return nil }
        if let note = byPath.removeValue(forKey: path) { return note }
        // A folder around the whole export, as some programs add when they pack it again.
        var rest = path[...]
        while let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            rest = rest[rest.utf8.index(after: slash)...]
            if let note = byPath.removeValue(forKey: String(rest)) { return note }
        }
        return nil
    }

    /// Whether a path, with that of the archive that it is in, is too long; the two aren't put together.
    package static func isPathTooLong(_ path: String, inside outer: String? = nil) -> Bool {
        let outerBytes = outer.map { $0.utf8.count + 1 } ?? 0
        guard outerBytes + path.utf8.count <= pathByteLimit else { return true }
        let isSlash = { (byte: UInt8) in byte == UInt8(ascii: "/") }
        let outerParts = outer.map { $0.utf8.count(where: isSlash) + 1 } ?? 0
        return outerParts + path.utf8.count(where: isSlash) + 1 > pathPartLimit
    }
}
