/// A file in an archive, as the archive's directory has it. Nothing of it is to be trusted.
package struct ArchiveEntry: Equatable, Sendable {
    /// Its place in the directory.
    package var index: Int
    /// Its path, with `/` between the parts, whatever the archive has.
    package var path: String
    /// Its length, as the directory says.
    package var byteCount: Int
    /// How much of the archive it takes.
    package var packedByteCount: Int
    /// Whether it needs a password, and how it is compressed.
    var isEncrypted: Bool
    var isCompressionKnown: Bool

    /// Whether it only says that there is a folder.
    package var isFolder: Bool { path.hasSuffix("/") }

    /// What stands behind the last `/`.
    package var name: String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Whether the path leads out of the folder that somebody might unpack it to: absolute, with `..`, or
    /// with a drive. Nothing here is ever unpacked under its path; but who packs such names means no good.
    package var isPathUnsafe: Bool {
        if path.hasPrefix("/") || path.utf8.contains(0) || path.isEmpty { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.contains("..") || parts.first?.last == ":"
    }

    /// Why it can't be read, as far as the directory tells; nil where it can.
    package func obstacle(_ limits: ArchiveLimits) -> ArchiveError? {
        if isEncrypted { return ArchiveError(.encrypted, "The file is encrypted.") }
        if !isCompressionKnown {
            return ArchiveError(.unsupportedCompression, "The file is compressed in a way that isn't read.")
        }
        if byteCount > limits.entryBytes { return .tooLarge(limits.entryBytes) }
        if byteCount > ArchiveLimits.ratioFreeBytes, byteCount / limits.ratio > max(packedByteCount, 1) {
            return ArchiveError(
                .suspiciousRatio, "The file would grow more than \(limits.ratio)-fold when unpacked.")
        }
        return nil
    }
}

extension ArchiveError {
    /// More bytes than allowed.
    static func tooLarge(_ limit: Int) -> ArchiveError {
        ArchiveError(.tooLarge, "The file is larger than \(limit >> 20) MiB.")
    }
}
