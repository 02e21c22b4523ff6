import Glibc

/// What can go wrong with a blob.
package enum BlobError: Error, Equatable, CustomStringConvertible {
    case notFound(BlobKey)
    /// The blob has more bytes than the caller wants to hold.
    case tooLarge(byteCount: Int)
    /// The content is not what its key says; the disk or somebody's hand has changed it.
    case corrupt(BlobKey)
    /// No space or quota is left. Nothing was stored; trying again later may help.
    case full
    /// The store's address can't be used.
    case badURL(String)
    /// The system refused something else.
    case system(operation: String, errorNumber: Int32)

    package var description: String {
        switch self {
        case .notFound(let key): "blob \(key) does not exist"
        case .tooLarge(let byteCount): "blob of \(byteCount) bytes is larger than allowed"
        case .corrupt(let key): "blob \(key) does not have the content its name says"
        case .full: "the blob store is full"
        case .badURL(let url): "'\(url)' is not a blob store: write file:///absolute/path"
        case .system(let operation, let number): "\(operation): \(String(cString: strerror(number)))"
        }
    }

    /// The calling thread's last system error, as one of the cases.
    static func last(_ operation: String) -> BlobError {
        switch errno {
        case ENOSPC, EDQUOT: .full
        case let number: .system(operation: operation, errorNumber: number)
        }
    }
}
