package import EventLoop

/// Blobs in a directory: `ab/cd/abcd…`, written aside in `tmp/`, synced and renamed.
///
/// All of that blocks, so it runs on a lane.
package struct DirectoryBlobStore {
    private let tree: BlobTree
    private let lane: Lane

    /// Opens `file:///absolute/path`, creating the directory if it is missing.
    package init(url: String, lane: Lane) throws(BlobError) {
        let scheme = "file://"
        guard url.hasPrefix(scheme + "/"), !url.contains("%"), !url.contains("?"), !url.utf8.contains(0)
        else {
            throw .badURL(url)
        }
        try self.init(path: String(url.dropFirst(scheme.count)), lane: lane)
    }

    /// Opens a directory, creating it if it is missing.
    package init(path: String, lane: Lane) throws(BlobError) {
        tree = try BlobTree(creatingAt: path)
        self.lane = lane
    }

}

extension DirectoryBlobStore: BlobStore {
    /// A folder on the store's own file system for files that are on their way into it; `sweep` clears it.
    package var temporaryPath: String { tree.temporary }

    package func put(_ bytes: [UInt8]) async throws -> BlobKey {
        let tree = tree
        return try await lane.run { try tree.put(bytes) }
    }

    package func put(fileAt path: String) async throws -> BlobKey {
        let tree = tree
        return try await lane.run { try tree.put(fileAt: path) }
    }

    package func get(_ key: BlobKey, maximumByteCount: Int, verifying: Bool) async throws -> [UInt8] {
        let tree = tree
        return try await lane.run {
            try tree.get(key, maximumByteCount: maximumByteCount, verifying: verifying)
        }
    }

    package func read(_ key: BlobKey, from offset: Int, atMost byteCount: Int) async throws -> [UInt8] {
        let tree = tree
        return try await lane.run { try tree.read(key, from: offset, atMost: byteCount) }
    }

    package func file(of key: BlobKey) async throws -> BlobFile {
        let tree = tree
        return try await lane.run {
            guard try tree.byteCount(of: key) != nil else { throw BlobError.notFound(key) }
            return BlobFile(path: tree.path(of: key))
        }
    }

    package func byteCount(of key: BlobKey) async throws -> Int? {
        let tree = tree
        return try await lane.run { try tree.byteCount(of: key) }
    }

    package func keys(beginningWith byte: UInt8, lastPutBefore unixSeconds: Int64) async throws -> [BlobKey] {
        let tree = tree
        return try await lane.run { try tree.keys(beginningWith: byte, lastPutBefore: unixSeconds) }
    }

    package func delete(_ key: BlobKey, lastPutBefore unixSeconds: Int64) async throws -> Bool {
        let tree = tree
        return try await lane.run { try tree.delete(key, lastPutBefore: unixSeconds) }
    }

    package func sweep(leftBefore unixSeconds: Int64) async throws -> Int {
        let tree = tree
        return try await lane.run { try tree.sweep(leftBefore: unixSeconds) }
    }
}
