import Crypto
import Glibc

/// The directory itself: blocking calls that may run on many threads and in many processes at once.
struct BlobTree: Sendable {
    static let copyPieceByteCount = 256 * 1024

    private let root: String
    /// Where files wait until they have their name; on the same file system, and swept.
    let temporary: String

    init(creatingAt root: String) throws(BlobError) {
        self.root = root
        temporary = root + "/tmp"
        try Directory.create(root)
        try Directory.create(temporary)
    }

    /// Where a blob's file is.
    func path(of key: BlobKey) -> String {
        directory(of: key) + "/" + key.description
    }

    private func directory(of key: BlobKey) -> String {
        let hex = key.description
        return "\(root)/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))"
    }

    func put(_ bytes: [UInt8]) throws(BlobError) -> BlobKey {
        let key = BlobKey(SHA256.digest(of: bytes))
        if try byteCount(of: key) == bytes.count, try renew(key) { return key }
        try storeAside { (file) throws(BlobError) in
            try bytes.withUnsafeBytes { bytes in Result { () throws(BlobError) in try file.write(bytes) } }
                .get()
            return key
        }
        return key
    }

    /// Makes a blob that is there count as put now; false if it is gone.
    private func renew(_ key: BlobKey) throws(BlobError) -> Bool {
        let directory = try OpenFile(reading: directory(of: key))
        try directory.lock(.shared)
        guard utimes(path(of: key), nil) == 0 else {
            if errno == ENOENT { return false }
            throw .last("utimes")
        }
        // Somebody else may have renamed it a moment ago and not yet synced the directory.
        try directory.sync()
        return true
    }

    func put(fileAt path: String) throws(BlobError) -> BlobKey {
        let source = try OpenFile(reading: path)
        return try storeAside { (file) throws(BlobError) in
            var hash = SHA256()
            while case let piece = try source.read(atMost: Self.copyPieceByteCount), !piece.isEmpty {
                hash.update(piece)
                try piece.withUnsafeBytes { piece in Result { () throws(BlobError) in try file.write(piece) }
                }.get()
            }
            return BlobKey(hash.finalized())
        }
    }

    /// Writes a file in `tmp`, makes it durable, and gives it its name.
    ///
    /// A kill at any moment leaves at most the file in `tmp`.
    @discardableResult
    private func storeAside(
        _ fill: (borrowing OpenFile) throws(BlobError) -> BlobKey
    ) throws(BlobError) -> BlobKey {
        let aside = temporary + "/" + SecureRandom.token(byteCount: 16)
        do throws(BlobError) {
            let file = try OpenFile(creating: aside)
            let key = try fill(file)
            try file.sync()
            try move(aside, to: key)
            return key
        } catch {
            unlink(aside)
            throw error
        }
    }

    private func move(_ aside: String, to key: BlobKey) throws(BlobError) {
        let path = directory(of: key)
        try Directory.create("\(root)/\(key.description.prefix(2))")
        try Directory.create(path)
        let directory = try OpenFile(reading: path)
        try directory.lock(.shared)
        guard rename(aside, self.path(of: key)) == 0 else { throw .last("rename") }
        try directory.sync()
    }

    func get(_ key: BlobKey, maximumByteCount: Int, verifying: Bool) throws(BlobError) -> [UInt8] {
        guard let byteCount = try byteCount(of: key) else { throw .notFound(key) }
        guard byteCount <= maximumByteCount else { throw .tooLarge(byteCount: byteCount) }
        let bytes: [UInt8]
        do throws(BlobError) {
            let file = try OpenFile(reading: path(of: key))
            bytes = try file.read(atMost: byteCount)
        } catch .system(_, ENOENT) {
            throw .notFound(key)
        }
        if verifying, SHA256.digest(of: bytes) != key.digest { throw .corrupt(key) }
        return bytes
    }

    func read(_ key: BlobKey, from offset: Int, atMost byteCount: Int) throws(BlobError) -> [UInt8] {
        do throws(BlobError) {
            let file = try OpenFile(reading: path(of: key))
            try file.skip(to: offset)
            return try file.read(atMost: byteCount)
        } catch .system(_, ENOENT) {
            throw .notFound(key)
        }
    }

    func byteCount(of key: BlobKey) throws(BlobError) -> Int? {
        try status(of: key).map { Int($0.st_size) }
    }

    private func status(of key: BlobKey) throws(BlobError) -> stat? {
        var status = stat()
        if stat(path(of: key), &status) == 0 { return status }
        if errno == ENOENT { return nil }
        throw .last("stat")
    }

    func keys(
        beginningWith byte: UInt8, lastPutBefore unixSeconds: Int64
    ) throws(BlobError) -> [BlobKey] {
        let upper = "\(root)/\(Hex.encode([byte]))"
        var keys: [BlobKey] = []
        for lower in try Directory.names(in: upper, orNoneIfAbsent: true) {
            for name in try Directory.names(in: "\(upper)/\(lower)", orNoneIfAbsent: true) {
                guard let key = BlobKey(hex: name), let put = try lastPut(key), put < unixSeconds else {
                    continue
                }
                keys.append(key)
            }
        }
        return keys
    }

    /// When a blob was put last; nil if there is none.
    private func lastPut(_ key: BlobKey) throws(BlobError) -> Int64? {
        try status(of: key).map { Int64($0.st_mtim.tv_sec) }
    }

    /// Looks and removes while nobody can put anything into the blob's directory: `put` holds it, shared,
    /// when it gives a file its name or a new time.
    func delete(_ key: BlobKey, lastPutBefore unixSeconds: Int64) throws(BlobError) -> Bool {
        guard try lastPut(key) != nil else { return true }
        let directory = try OpenFile(reading: directory(of: key))
        try directory.lock(.exclusive)
        guard let put = try lastPut(key) else { return true }
        guard put < unixSeconds else { return false }
        guard unlink(path(of: key)) == 0 else { throw .last("unlink") }
        try directory.sync()
        return true
    }

    func sweep(leftBefore unixSeconds: Int64) throws(BlobError) -> Int {
        var removedCount = 0
        for name in try Directory.names(in: temporary) {
            var status = stat()
            let path = temporary + "/" + name
            guard stat(path, &status) == 0, Int64(status.st_mtim.tv_sec) < unixSeconds else { continue }
            if unlink(path) == 0 { removedCount += 1 }
        }
        return removedCount
    }
}
