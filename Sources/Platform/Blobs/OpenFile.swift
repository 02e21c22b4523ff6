import Glibc

/// A file descriptor that is closed when the value ends.
struct OpenFile: ~Copyable {
    private let descriptor: Int32

    init(reading path: String) throws(BlobError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("open") }
    }

    /// Creates a file that must not exist, for this user only.
    init(creating path: String) throws(BlobError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last("create") }
    }

    /// The next bytes: fewer than asked for only at the end.
    func read(atMost byteCount: Int) throws(BlobError) -> [UInt8] {
        var failure: BlobError?
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            while count < byteCount, let base = buffer.baseAddress {
                let result = Glibc.read(descriptor, base + count, byteCount - count)
                if result > 0 {
                    count += result
                } else if result == 0 {
                    return
                } else if errno != EINTR {
                    failure = .last("read")
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Goes on reading at this offset.
    func skip(to offset: Int) throws(BlobError) {
        guard lseek(descriptor, offset, SEEK_SET) >= 0 else { throw .last("lseek") }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BlobError) {
        var written = 0
        while written < bytes.count, let base = bytes.baseAddress {
            let result = Glibc.write(descriptor, base + written, bytes.count - written)
            if result >= 0 {
                written += result
            } else if errno != EINTR {
                throw .last("write")
            }
        }
    }

    /// Waits until content and size are on the disk.
    func sync() throws(BlobError) {
        guard fsync(descriptor) == 0 else { throw .last("fsync") }
    }

    /// Who else may hold a file at the same time.
    enum Lock: Int32 {
        case shared = 1
        case exclusive = 2
    }

    /// Waits for those who hold the file in another way, also in other processes; held until the file is
    /// closed.
    func lock(_ lock: Lock) throws(BlobError) {
        while flock(descriptor, lock.rawValue) != 0 {
            guard errno == EINTR else { throw .last("flock") }
        }
    }

    deinit {
        close(descriptor)
    }
}
