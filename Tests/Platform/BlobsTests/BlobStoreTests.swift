import Crypto
import EventLoop
import Glibc
import Testing

@testable import Blobs

/// Each test has a directory of its own.
final class BlobStoreTests {
    static let lane = Lane(name: "blobs", threads: 4, queueLimit: 256)
    let root: String
    let store: DirectoryBlobStore
    let content = [UInt8]("a ride along the river".utf8)

    init() throws {
        root = "/tmp/blobs-" + SecureRandom.token(byteCount: 9)
        store = try DirectoryBlobStore(url: "file://" + root, lane: Self.lane)
    }

    deinit {
        let removal = posixSpawn(["rm", "-rf", root])
        if removal != 0 { Issue.record("could not remove \(root)") }
    }

    func path(of key: BlobKey) -> String {
        "\(root)/\(key.description.prefix(2))/\(key.description.dropFirst(2).prefix(2))/\(key)"
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    var leftovers: [String] {
        get throws { try Directory.names(in: root + "/tmp") }
    }

    @Test func `what was put is got under the digest of its content`() async throws {
        let key = try await store.put(content)
        #expect(key.digest == SHA256.digest(of: content))
        #expect(try await store.get(key, maximumByteCount: 100) == content)
        #expect(try await store.byteCount(of: key) == content.count)
        #expect(try await store.exists(key))
        #expect(try leftovers.isEmpty)
    }

    @Test func `no bytes are a blob too`() async throws {
        let key = try await store.put([])
        #expect(try await store.get(key, maximumByteCount: 0) == [])
    }

    @Test func `a file is stored piece by piece under the same key as its bytes`() async throws {
        let bytes = (0..<(3 * BlobTree.copyPieceByteCount + 17)).map {
            UInt8(truncatingIfNeeded: $0 &* 31 >> 3)
        }
        try write(bytes, to: root + "/spooled")
        let key = try await store.put(fileAt: root + "/spooled")
        #expect(key.digest == SHA256.digest(of: bytes))
        #expect(try await store.get(key, maximumByteCount: bytes.count) == bytes)
        #expect(try await store.put(bytes) == key)
        #expect(try leftovers.isEmpty)
    }

    @Test func `a blob can be read piece by piece`() async throws {
        let key = try await store.put(content)
        #expect(try await store.read(key, from: 0, atMost: 6) == [UInt8]("a ride".utf8))
        #expect(try await store.read(key, from: 7, atMost: 100) == [UInt8]("along the river".utf8))
        #expect(try await store.read(key, from: content.count, atMost: 100) == [])
        let absent = BlobKey(SHA256.digest(of: "never"))
        await #expect(throws: BlobError.notFound(absent)) {
            try await store.read(absent, from: 0, atMost: 1)
        }
    }

    @Test func `a file that is missing is an error and leaves nothing`() async throws {
        await #expect(throws: BlobError.system(operation: "open", errorNumber: ENOENT)) {
            try await store.put(fileAt: root + "/missing")
        }
        #expect(try leftovers.isEmpty)
    }

    @Test func `the same content put a hundred times at once is one blob`() async throws {
        let keys = try await withThrowingTaskGroup(of: BlobKey.self) { [store, content] group in
            for _ in 0..<100 { group.addTask { try await store.put(content) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        let key = try #require(keys.first)
        #expect(try await store.get(key, maximumByteCount: 100) == content)
        #expect(try leftovers.isEmpty)
    }

    @Test func `a blob that nobody put is not found`() async throws {
        let key = BlobKey(SHA256.digest(of: "never"))
        await #expect(throws: BlobError.notFound(key)) { try await store.get(key, maximumByteCount: 100) }
        #expect(try await store.byteCount(of: key) == nil)
        #expect(try await !store.exists(key))
    }

    @Test func `a deleted blob is gone and may be deleted again and put again`() async throws {
        let key = try await store.put(content)
        #expect(try await store.delete(key, lastPutBefore: .max))
        #expect(try await !store.exists(key))
        #expect(try await store.delete(key, lastPutBefore: .max))
        #expect(try await store.put(content) == key)
        #expect(try await store.exists(key))
    }

    @Test func `a blob can be had as a file`() async throws {
        let key = try await store.put(content)
        let file = try await store.file(of: key)
        #expect(file.path == path(of: key))
        #expect(unlink(file.path) == 0)
        await #expect(throws: BlobError.notFound(key)) { try await store.file(of: key) }
    }

    @Test func `a blob over the caller's limit is not read`() async throws {
        let key = try await store.put(content)
        await #expect(throws: BlobError.tooLarge(byteCount: content.count)) {
            try await store.get(key, maximumByteCount: content.count - 1)
        }
    }

    @Test func `changed content is noticed when verifying`() async throws {
        let key = try await store.put(content)
        var changed = content
        changed[0] ^= 1
        try write(changed, to: path(of: key))
        await #expect(throws: BlobError.corrupt(key)) { try await store.get(key, maximumByteCount: 100) }
        #expect(try await store.get(key, maximumByteCount: 100, verifying: false) == changed)
    }

    @Test func `a blob that was cut short is repaired by putting it again`() async throws {
        let key = try await store.put(content)
        try write(Array(content.prefix(5)), to: path(of: key))
        #expect(try await store.put(content) == key)
        #expect(try await store.get(key, maximumByteCount: 100) == content)
    }

    @Test func `what a killed put has left is swept once it is old and never before`() async throws {
        let key = try await store.put(content)
        try write(Array(content.prefix(5)), to: root + "/tmp/old")
        try write(Array(content.prefix(9)), to: root + "/tmp/young")
        var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
        #expect(utimes(root + "/tmp/old", &times) == 0)
        #expect(try await store.sweep(leftBefore: 1000) == 0)
        #expect(try await store.sweep(leftBefore: 1001) == 1)
        #expect(try leftovers == ["young"])
        #expect(try await store.get(key, maximumByteCount: 100) == content)
    }

    /// Makes a blob look as if it had been put long ago.
    private func age(_ key: BlobKey) {
        var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
        #expect(utimes(path(of: key), &times) == 0)
    }

    @Test func `only what was put long ago is listed and can be deleted`() async throws {
        let old = try await store.put(content)
        let young = try await store.put([1, 2, 3])
        age(old)
        var listed: [BlobKey] = []
        for byte in UInt8.min...UInt8.max {
            let keys = try await store.keys(beginningWith: byte, lastPutBefore: 1001)
            #expect(keys.allSatisfy { $0.digest.bytes.first == byte })
            listed += keys
        }
        #expect(listed == [old])
        #expect(try await !store.delete(young, lastPutBefore: 1001))
        #expect(try await store.exists(young))
        #expect(try await store.delete(old, lastPutBefore: 1001))
        #expect(try await !store.exists(old))
    }

    @Test(arguments: [false, true])
    func `what is put while it is being deleted is there afterwards`(fromFile: Bool) async throws {
        try write(content, to: root + "/spooled")
        var deletions = 0
        let store = store
        for _ in 0..<300 {
            let key = try await store.put(content)
            age(key)
            async let isGone = store.delete(key, lastPutBefore: 1001)
            _ = try await fromFile ? store.put(fileAt: root + "/spooled") : store.put(content)
            if try await isGone { deletions += 1 }
            #expect(try await store.get(key, maximumByteCount: 100) == content)
        }
        #expect(deletions > 0, "the deletion never came first: nothing was tried")
    }

    @Test func `a store opened again has everything`() async throws {
        let key = try await store.put(content)
        let again = try DirectoryBlobStore(path: root, lane: Self.lane)
        #expect(try await again.get(key, maximumByteCount: 100) == content)
    }

    @Test(arguments: [
        "", "file://", "file://relative", "s3://bucket", "/plain/path", "file:///a%20b", "file:///a?b",
    ])
    func `an address that is no absolute file path is refused`(url: String) {
        #expect(throws: BlobError.badURL(url)) { try DirectoryBlobStore(url: url, lane: Self.lane) }
    }

    @Test func `a key is read from 64 hexadecimal digits only`() {
        let key = BlobKey(SHA256.digest(of: "x"))
        #expect(BlobKey(hex: key.description) == key)
        #expect(BlobKey(hex: String(key.description.dropLast())) == nil)
        #expect(BlobKey(hex: "../../etc/passwd") == nil)
    }
}
