import Crypto
import EventLoop
import Glibc
import Testing

@testable import Blobs

/// Needs root, to mount a file system of a few pages.
@Suite(.enabled(if: canMount(), "mounting needs root"))
final class FullDiskTests {
    let root = "/tmp/blobs-full-" + SecureRandom.token(byteCount: 9)

    init() throws {
        try Directory.create(root)
        #expect(posixSpawn(["mount", "-t", "tmpfs", "-o", "size=128k", "slipstream-test", root]) == 0)
    }

    deinit {
        let status = posixSpawn(["umount", root])
        if status != 0 || rmdir(root) != 0 { Issue.record("could not remove \(root)") }
    }

    @Test func `a full disk is told apart and leaves nothing behind`() async throws {
        let lane = Lane(name: "blobs", threads: 1, queueLimit: 8)
        defer { lane.stop() }
        let store = try DirectoryBlobStore(path: root, lane: lane)
        let small = try await store.put([1, 2, 3])
        await #expect(throws: BlobError.full) { try await store.put(SecureRandom.bytes(count: 1 << 20)) }
        #expect(try Directory.names(in: root + "/tmp").isEmpty)
        #expect(try await store.get(small, maximumByteCount: 3) == [1, 2, 3])
        #expect(try await store.exists(store.put([4, 5, 6])))
    }
}

/// Whether this process may mount: root in a container often may not.
private func canMount() -> Bool {
    let probe = "/tmp/blobs-probe-" + SecureRandom.token(byteCount: 9)
    guard geteuid() == 0, mkdir(probe, 0o700) == 0 else { return false }
    defer { rmdir(probe) }
    guard posixSpawn(["mount", "-t", "tmpfs", "-o", "size=4k", "slipstream-test", probe]) == 0 else {
        return false
    }
    return posixSpawn(["umount", probe]) == 0
}
