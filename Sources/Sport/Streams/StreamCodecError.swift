package import Compression

/// Why bytes are not a stream blob.
package enum StreamCodecError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Doesn't begin with the format's magic bytes.
    case notStreams
    /// Written by a newer version of this server.
    case unknownVersion(UInt8)
    /// Ends before its header says that it does, or goes on afterwards.
    case wrongLength
    /// The checksum over header and frames is wrong.
    case wrongChecksum
    /// The header or a column contradicts itself.
    case malformed(String)
    /// A frame cannot be opened.
    case compression(CompressionError)

    package var description: String {
        switch self {
        case .notStreams: "not a stream blob"
        case .unknownVersion(let version):
            "a stream blob of version \(version), which this server doesn't know"
        case .wrongLength: "a stream blob that is cut off or too long"
        case .wrongChecksum: "a damaged stream blob: its checksum is wrong"
        case .malformed(let what): "a malformed stream blob: \(what)"
        case .compression(let error): "a damaged stream blob: \(error)"
        }
    }
}
