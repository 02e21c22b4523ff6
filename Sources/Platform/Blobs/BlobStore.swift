/// Content-addressed storage of bytes that never change, such as the files athletes upload.
///
/// What `put` has returned a key for is durable: it survives a kill and a loss of power. Putting the same
/// bytes twice, also at the same time, gives the same key and stores them once.
package protocol BlobStore: Sendable {
    /// Stores the bytes.
    func put(_ bytes: [UInt8]) async throws -> BlobKey

    /// Stores a copy of a file's content, such as a part of a request that was spooled to disk.
    func put(fileAt path: String) async throws -> BlobKey

    /// The content.
    ///
    /// Throws `BlobError.notFound`; `.tooLarge` above `maximumByteCount`; and, if `verifying`, `.corrupt`
    /// when the content no longer has the key's digest.
    func get(_ key: BlobKey, maximumByteCount: Int, verifying: Bool) async throws -> [UInt8]

    /// A piece of the content from `offset` on, for those who stream it: empty at its end, shorter than asked
    /// for only before it. Not verified; throws `BlobError.notFound`.
    func read(_ key: BlobKey, from offset: Int, atMost byteCount: Int) async throws -> [UInt8]

    /// The blob as a file, for those who have to go to and fro in it; throws `BlobError.notFound`.
    func file(of key: BlobKey) async throws -> BlobFile

    /// The content's length in bytes; nil if there is no such blob.
    func byteCount(of key: BlobKey) async throws -> Int?

    /// The keys that begin with this byte of the blobs that nobody has put since, in no order: all of a store
    /// in 256 parts, for whoever looks for what nobody refers to any more.
    func keys(beginningWith byte: UInt8, lastPutBefore unixSeconds: Int64) async throws -> [BlobKey]

    /// Removes the blob, unless somebody has put it since; returns whether it is gone now.
    ///
    /// Who puts bytes and then notes the key, within the time from `unixSeconds` to now, never loses them to
    /// somebody who saw no note and deletes.
    func delete(_ key: BlobKey, lastPutBefore unixSeconds: Int64) async throws -> Bool

    /// Removes what interrupted puts have left behind before `unixSeconds`; returns how many.
    func sweep(leftBefore unixSeconds: Int64) async throws -> Int
}

/// A blob as a file. Its path is good as long as this lives; what has opened it reads on whatever becomes of
/// the blob.
package final class BlobFile: Sendable {
    /// Where it is; to be read only.
    package let path: String

    init(path: String) {
        self.path = path
    }
}

extension BlobStore {
    /// Whether there is such a blob.
    package func exists(_ key: BlobKey) async throws -> Bool {
        try await byteCount(of: key) != nil
    }

    /// The content, verified.
    package func get(_ key: BlobKey, maximumByteCount: Int) async throws -> [UInt8] {
        try await get(key, maximumByteCount: maximumByteCount, verifying: true)
    }
}
