import Compression

/// Decodes a body that was sent with `Content-Encoding: gzip`, within the route's limit.
final class GzipBody {
    /// Output for each byte of input beyond which a body is taken for a bomb.
    static let maxExpansionRatio = 100

    private let stream: InflateStream
    private let limitBytes: Int

    init(limitBytes: Int) throws {
        self.limitBytes = limitBytes
        let limits = InflateLimits(
            outputByteCount: max(1, limitBytes), ratio: GzipBody.maxExpansionRatio, memberCount: 16)
        stream = try InflateStream(format: .gzip, limits: limits)
    }

    /// What this piece decodes to.
    func decode(_ piece: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        do {
            try piece.withUnsafeBytes { try stream.push($0, into: &output) }
        } catch let error as CompressionError {
            if case .outputTooLarge = error { throw BodyError.tooLarge(limitBytes: limitBytes) }
            throw BodyError.undecodable
        }
        return output
    }

    /// To be called at the end of the body.
    func finish() throws {
        if !stream.isComplete { throw BodyError.undecodable }
    }
}
