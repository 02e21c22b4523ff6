/// The formats that watches and head units write.
package enum ActivityFileFormat: String, Sendable {
    case fit
    case gpx
    case tcx
}

/// What an uploader says that a file is: `data_type` in the v3 API.
package enum ActivityFileType: String, CaseIterable, Sendable {
    case fit
    case fitGzip = "fit.gz"
    case gpx
    case gpxGzip = "gpx.gz"
    case tcx
    case tcxGzip = "tcx.gz"

    /// The format inside of the compression.
    package var format: ActivityFileFormat {
        switch self {
        case .fit, .fitGzip: .fit
        case .gpx, .gpxGzip: .gpx
        case .tcx, .tcxGzip: .tcx
        }
    }
}
