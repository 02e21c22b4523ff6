package import EventLoop
import Glibc

/// A file that came with a form: in memory if it is small, else in the spool directory while this lives.
package final class UploadedFile {
    /// The form field's name.
    package let name: String
    /// As the client gave it; not to be trusted as a path.
    package let filename: String
    /// The part's own type, if the client sent one.
    package let contentType: String?
    /// Its length.
    package private(set) var byteCount = 0

    /// Where the content is.
    package enum Content {
        case memory([UInt8])
        /// A path that stays until the last reference to the `UploadedFile` goes.
        case file(path: String)
    }

    private let spool: Spool
    private let memoryBytes: Int
    private var buffered: [UInt8] = []
    private var file: SpoolFile?

    init(_ part: MultipartPart, spool: Spool, memoryBytes: Int) {
        name = part.name
        filename = part.filename ?? ""
        contentType = part.contentType
        self.spool = spool
        self.memoryBytes = memoryBytes
    }

    /// What the client sent.
    package var content: Content {
        if let file { return .file(path: file.path) }
        return .memory(buffered)
    }

    /// The first bytes, to recognise a format by.
    package func head() async throws -> [UInt8] {
        guard let file else { return Array(buffered.prefix(Spool.headBytes)) }
        return try await spool.lane.run { try file.read(upTo: Spool.headBytes) }
    }

    /// Everything, in memory.
    package func bytes() async throws -> [UInt8] {
        guard let file else { return buffered }
        let count = byteCount
        return try await spool.lane.run { try file.read(upTo: count) }
    }

    // MARK: filling

    func append(_ bytes: [UInt8]) async throws {
        byteCount += bytes.count
        buffered.append(contentsOf: bytes)
        if buffered.count > (file == nil ? memoryBytes : Spool.writeBytes) { try await spill() }
    }

    func finish() async throws {
        if file != nil { try await spill() }
    }

    private func spill() async throws {
        let bytes = buffered
        buffered = []
        let directory = spool.directory
        let open = file
        file = try await spool.lane.run {
            let file = try open ?? SpoolFile(in: directory)
            try file.write(bytes)
            return file
        }
    }
}

/// Where large files of forms wait: a directory, and the lane on which it is written and read.
package struct Spool: Sendable {
    /// How much `UploadedFile.head` reads.
    package static let headBytes = 4096
    static let writeBytes = 256 * 1024

    /// Where they wait.
    package let directory: String
    let lane: Lane

    /// The directory has to exist; best on the file system where the files go in the end.
    package init(directory: String, lane: Lane) {
        self.directory = directory
        self.lane = lane
    }
}

/// A file in the spool directory could not be made, written or read.
package struct SpoolError: Error, Equatable {
    /// What `errno` said.
    package var code: Int32
}

/// An open file of a name nobody else has, removed with its last reference.
final class SpoolFile: Sendable {
    let path: String
    private let descriptor: Int32

    init(in directory: String) throws(SpoolError) {
        let name = RequestID(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max))
        path = "\(directory)/upload-\(name)"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw SpoolError(code: errno) }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(path)
        }
    }

    func write(_ bytes: [UInt8]) throws(SpoolError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SpoolError(code: errno) }
            written += count
        }
    }

    /// Reads from the beginning.
    func read(upTo limit: Int) throws(SpoolError) -> [UInt8] {
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            while filled < limit {
                let count = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, limit - filled, off_t(filled))
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                guard count > 0 else { break }
                filled += count
            }
        }
        if let failure { throw SpoolError(code: failure) }
        return bytes
    }
}
