/// How far data may grow when it is inflated, against decompression bombs.
package struct InflateLimits: Equatable, Sendable {
    /// The largest output in bytes, over all members.
    package var outputByteCount: Int
    /// The largest output for each byte of input; checked once the output exceeds `ratioFreeByteCount`.
    package var ratio: Int
    /// The largest number of gzip members in one input.
    package var memberCount: Int

    /// Output below this size is never refused for its ratio: short runs of zeros compress a thousandfold.
    package static let ratioFreeByteCount = 1 << 20

    /// Limits of these values, each above zero.
    package init(outputByteCount: Int, ratio: Int = 200, memberCount: Int = 1024) {
        precondition(outputByteCount > 0 && ratio > 0 && memberCount > 0)
        self.outputByteCount = outputByteCount
        self.ratio = ratio
        self.memberCount = memberCount
    }

    /// For a file that somebody uploads: 64 MiB and 200:1.
    package static let upload = InflateLimits(outputByteCount: 64 << 20)
}
