import ActivityFiles
import Compression

/// The files that an activity can be had as.
enum ExportFormat: String, CaseIterable, Sendable {
    case gpx
    case tcx
    case fit

    /// What each is called on the web.
    var mediaType: String { ActivityFileFormat(self).mediaType }
}

extension ActivityFileFormat {
    fileprivate init(_ format: ExportFormat) {
        switch format {
        case .gpx: self = .gpx
        case .tcx: self = .tcx
        case .fit: self = .fit
        }
    }

    /// What programs register themselves for.
    fileprivate var mediaType: String {
        switch self {
        case .gpx: "application/gpx+xml"
        case .tcx: "application/vnd.garmin.tcx+xml"
        case .fit: "application/vnd.ant.fit"
        }
    }
}

/// What an original file is, by a look at its beginning: what the uploader said may have been wrong.
struct OriginalKind: Equatable {
    /// How much of the beginning is looked at.
    static let prefixByteCount = 16 << 10
    private static let limits = InflateLimits(outputByteCount: 1 << 20, ratio: 1000, memberCount: 16)

    let format: ActivityFileFormat
    let isCompressed: Bool

    init(prefix: [UInt8], declared: ActivityFileType) {
        isCompressed = prefix.starts(with: [0x1f, 0x8b])
        let content = isCompressed ? OriginalKind.inflated(prefix) : prefix
        format = (try? ActivityFileFormat.recognise(content)) ?? declared.format
    }

    /// What the beginning of a compressed file begins with.
    private static func inflated(_ prefix: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        guard let stream = try? InflateStream(format: .gzip, limits: limits) else { return [] }
        // The rest of a file that is cut off, damaged or a bomb isn't needed.
        try? prefix.withUnsafeBytes { try stream.push($0, into: &content) }
        return content
    }

    /// `fit.gz`.
    var fileExtension: String { format.rawValue + (isCompressed ? ".gz" : "") }
    var mediaType: String { isCompressed ? "application/gzip" : format.mediaType }
}
