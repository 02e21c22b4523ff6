package import EventLoop
import FoundationEssentials
import Glibc
package import Kernel
package import Telemetry

/// The mailer of one machine: writes each mail to the log, and as a file into a folder, where people and
/// tests read it.
package struct DevelopmentMailer: Mailer {
    private let directory: String
    private let sender: String
    private let lane: Lane
    private let clock: WallClock
    private let log: Log

    /// Writes into `directory`, which is made when it is missing; files are written on the lane.
    package init(directory: String, sender: String, lane: Lane, clock: WallClock, log: Log) {
        self.directory = directory
        self.sender = sender
        self.lane = lane
        self.clock = clock
        self.log = log
    }

    /// Writes `<microseconds>-<recipient>.eml`.
    package func send(_ mail: Mail) async throws {
        let now = clock.now
        let microseconds = Int64(now.timeIntervalSince1970 * 1e6)
        let id = "\(microseconds).\(UInt32.random(in: 0...UInt32.max))@slipstream"
        let bytes = mail.message(from: sender, date: now.mailDate, id: id)
        let name = "\(microseconds)-\(DevelopmentMailer.fileName(of: mail.recipient)).eml"
        let path = "\(directory)/\(name)"
        let directory = directory
        try await lane.run { try DevelopmentMailer.write(bytes, to: path, in: directory) }
        log.info(
            "mail.sent", ["to": "\(mail.recipient)", "subject": "\(mail.subject)", "text": "\(mail.text)"])
    }

    private static func fileName(of recipient: String) -> String {
        String(
            recipient.unicodeScalars.prefix(100).map {
                $0.properties.isAlphabetic || ("0"..."9").contains($0)
                    || $0 == "@" || $0 == "." || $0 == "-" ? Character($0) : "_"
            })
    }

    private static func write(_ bytes: [UInt8], to path: String, in directory: String) throws(MailError) {
        makeDirectory(directory)
        // Under another name first, so that nobody reads half a mail.
        let temporary = path + ".part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw MailError(path: path, code: errno) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw MailError(path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
        guard rename(temporary, path) == 0 else { throw MailError(path: path, code: errno) }
    }

    private static func makeDirectory(_ path: String) {
        var partial = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            partial += "/\(part)"
            mkdir(partial, 0o700)
        }
    }
}

/// A mail could not be written.
struct MailError: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    var description: String {
        "\(path): \(String(cString: strerror(code)))"
    }
}
