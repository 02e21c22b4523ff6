import Crypto
import FoundationEssentials

/// One file of `Migrations/`: `0007_clubs.sql`. Forward only; once applied anywhere, never to be changed.
///
/// It runs in a transaction, unless a line says `-- migrate: no transaction`, which `CREATE INDEX
/// CONCURRENTLY` needs: such a file holds one statement.
package struct Migration: Sendable, Equatable {
    /// The four digits, which give the order.
    package let number: Int
    /// The file's name.
    package let name: String
    /// The statements.
    package let text: String
    /// SHA-256 of the text, in hexadecimal.
    package let checksum: String

    /// Files in a directory at most.
    package static let countLimit = 9999

    init(fileName: String, text: String) throws(MigrationError) {
        let digits = fileName.utf8.prefix(4)
        let rest = fileName.utf8.dropFirst(4).dropLast(4)
        guard fileName.hasSuffix(".sql"), digits.count == 4, digits.first != UInt8(ascii: "+"),
            let number = Int(String(digits) ?? ""), number > 0,
            rest.count > 1, rest.first == UInt8(ascii: "_"), rest.allSatisfy(Self.isNameByte)
        else { throw .misnamed(fileName) }
        self.number = number
        name = fileName
        self.text = text
        checksum = SHA256.digest(of: text).hex
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    var runsInTransaction: Bool {
        !text.split(whereSeparator: \.isNewline).contains("-- migrate: no transaction")
    }

    /// Reads all `.sql` files of a directory, in their order. Blocks: for the start of the program.
    package static func load(directory: String) throws -> [Migration] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter {
                $0.hasSuffix(".sql")
            }
        } catch { throw MigrationError.unreadable(directory) }
        guard names.count <= countLimit else { throw MigrationError.unreadable(directory) }
        var migrations: [Migration] = []
        for name in names.sorted() {
            guard let data = FileManager.default.contents(atPath: directory + "/" + name) else {
                throw MigrationError.unreadable(name)
            }
            let migration = try Migration(fileName: name, text: String(decoding: data, as: UTF8.self))
            if let last = migrations.last, last.number == migration.number {
                throw MigrationError.sameNumber(last.name, name)
            }
            migrations.append(migration)
        }
        return migrations
    }
}

/// Why the database could not be brought up to date.
package enum MigrationError: Error, Equatable, CustomStringConvertible {
    /// A file or directory that cannot be read.
    case unreadable(String)
    /// A file that is not called like `0001_name.sql`.
    case misnamed(String)
    /// Two files with one number.
    case sameNumber(String, String)
    /// Files that were changed after they had been applied.
    case altered([String])
    /// The server refused a statement; the transaction was rolled back.
    case failed(file: String, line: Int?, message: String, sqlState: String)
    /// A file that ended the transaction it ran in.
    case endedTransaction(String)

    package var description: String {
        switch self {
        case .unreadable(let path): return "\(path) cannot be read"
        case .misnamed(let name): return "\(name) is not named like 0001_what_it_does.sql"
        case .sameNumber(let left, let right): return "\(left) and \(right) have the same number"
        case .altered(let names): return "changed after it was applied: \(names.joined(separator: ", "))"
        case .failed(let file, let line, let message, let sqlState):
            return "\(file)\(line.map { ":\($0)" } ?? ""): \(message) (SQLSTATE \(sqlState))"
        case .endedTransaction(let file): return "\(file) ended the transaction it runs in"
        }
    }
}

/// How a database compares to the files.
package struct MigrationReport: Sendable, Equatable {
    /// Files that have been applied.
    package var applied: [String] = []
    /// Files that have not.
    package var pending: [String] = []
    /// Files that were changed after they had been applied.
    package var altered: [String] = []
    /// Applied, but there is no such file: the database is ahead of the program.
    package var missing: [String] = []

    /// True when there is nothing to do and nothing wrong.
    package var isCurrent: Bool { pending.isEmpty && altered.isEmpty && missing.isEmpty }
}
