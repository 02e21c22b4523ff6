/// Why an archive, or one of its entries, can't be read: a stable code for programs, a sentence for people.
package struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong; the raw values are part of the API.
    package enum Code: String, CaseIterable, Sendable {
        /// Not a zip archive at all.
        case notArchive = "not_zip"
        /// It begins like one, but its directory, at the end, is missing.
        case truncated = "truncated"
        /// Its directory, or an entry's data, contradicts itself.
        case damaged = "damaged"
        /// One part of an archive of several files.
        case split = "split_zip"
        /// More entries, or a larger directory, than `ArchiveLimits` allow.
        case tooManyEntries = "too_many_entries"
        /// An entry that only a password opens.
        case encrypted = "encrypted"
        /// An entry compressed in another way than deflate.
        case unsupportedCompression = "unsupported_compression"
        /// More bytes than allowed, as its directory says or as they come.
        case tooLarge = "too_large"
        /// It grows more than any honest file does.
        case suspiciousRatio = "suspicious_ratio"
        /// The bytes aren't those that were packed.
        case wrongChecksum = "wrong_checksum"
        /// The system didn't let us read it. Nothing is said about the archive.
        case system
    }

    /// What is wrong, for programs.
    package let code: Code
    /// A sentence that says what is wrong.
    package let message: String

    /// An error with these parts.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// How large archives may be, against bombs.
package struct ArchiveLimits: Sendable {
    /// Entries of one archive, folders included.
    package var entries = 50_000
    /// Its directory, which is held in memory.
    package var directoryBytes = 16 << 20
    /// The bytes that one entry may have.
    package var entryBytes = 64 << 20
    /// The largest output for each byte of input; asked of entries above `ratioFreeBytes`.
    package var ratio = 500

    /// Entries below this size are never refused for their ratio.
    package static let ratioFreeBytes = 1 << 20

    /// The working defaults.
    package init() {}
}
