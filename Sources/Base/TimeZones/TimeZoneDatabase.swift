import Glibc
import Synchronization

/// The rules of all time zones, as the system's tzdata has them. Shared by all threads.
///
/// A zone is read when it is first asked for, and kept. Foundation's zones would need
/// FoundationInternationalization, which is larger than the rest of the server; glibc's belong to the
/// process.
package final class TimeZoneDatabase: Sendable {
    /// As many zones are kept; all of the world are some 600, of 2 KiB each.
    static let capacity = 128
    /// The largest file that is read; real ones have less than 4 KiB.
    static let fileByteLimit = 64 << 10
    /// The longest name; real ones have 32 characters at most.
    static let nameLengthLimit = 64

    /// Debian's package `tzdata`.
    package static let system = TimeZoneDatabase(directory: "/usr/share/zoneinfo")

    private let directory: String
    private let kept = Mutex<[String: TimeZoneRules]>([:])

    /// Reads from a folder of TZif files.
    package init(directory: String) {
        self.directory = directory
    }

    /// The rules of a zone; nil for names that there aren't.
    package func rules(of name: String) -> TimeZoneRules? {
        if let rules = kept.withLock({ $0[name] }) { return rules }
        guard TimeZoneDatabase.isName(name), let bytes = read(name),
            let rules = try? TimeZoneRules(tzif: bytes)
        else { return nil }
        kept.withLock { kept in
            if kept.count >= TimeZoneDatabase.capacity { kept = [:] }
            kept[name] = rules
        }
        return rules
    }

    /// Whether it could be the name of a zone: words between slashes, each of which begins with a capital
    /// letter, of letters, digits and `+-_`. So nothing leads out of the folder, or to what is beside the
    /// zones there, such as `right/`, where clocks count leap seconds.
    static func isName(_ name: String) -> Bool {
        guard name.utf8.count <= nameLengthLimit, name != "Factory" else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { word in
            guard let first = word.utf8.first, isCapital(first) else { return false }
            return word.utf8.allSatisfy { byte in
                isCapital(byte & 0xdf) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
            }
        }
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private func read(_ name: String) -> [UInt8]? {
        let descriptor = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: TimeZoneDatabase.fileByteLimit)
        var count = 0
        while count < bytes.count {
            let part = bytes.withUnsafeMutableBytes { all in
                let rest = UnsafeMutableRawBufferPointer(rebasing: all[count...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if part < 0 && errno == EINTR { continue }
            guard part >= 0 else { return nil }
            if part == 0 { return Array(bytes[..<count]) }
            count += part
        }
        return nil
    }
}
